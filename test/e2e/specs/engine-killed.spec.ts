import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '../fixtures/nevus-test.ts';
import { prepareWorkspace } from '../fixtures/prepare-workspace.ts';
import { Frame } from '../pages/frame.ts';
import { TrainPage } from '../pages/train-page.ts';

test('says that the engine was ended from outside, fails that run only, and trains the next', async ({ nevus, sampleFolder }) => {
  test.skip(process.platform !== 'linux', 'finds the engine’s process by /proc');
  await prepareWorkspace(nevus.workspace, sampleFolder);
  const page = await nevus.open();
  const frame = new Frame(page);
  await frame.acceptResearchUse();
  await startTraining(500);
  await expect(page.getByText(/^Epoch \d+ of 500/).first()).toBeVisible({ timeout: 60_000 });
  process.kill(findEngine(), 'SIGKILL');
  await expect(page.getByRole('note').first()).toContainText(/engine process was killed from outside/i);
  await expect(page.getByRole('button', { name: 'Resume' })).toBeVisible();
  await startTraining(1);
  await expect(page.getByText('Finished').or(page.getByText('Succeeded')).first()).toBeVisible({ timeout: 60_000 });

  async function startTraining(epochs: number): Promise<void> {
    await frame.goTo('/train?dataset=1');
    const train = new TrainPage(page);
    await train.chooseRecipe('hmnist-cnn');
    await train.setEpochs(epochs);
    await train.start.click();
    await expect(page).toHaveURL(/#\/runs\/\d+/);
  }
});

/** The youngest engine below this test's own processes. */
function findEngine(): number {
  const processes = readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && isBelow(pid, process.pid) && read(pid, 'cmdline').includes('engine/process/main.'));
  const youngest = Math.max(...processes);
  if (!Number.isFinite(youngest)) throw new Error('No engine runs.');
  return youngest;
}

function isBelow(pid: number, ancestor: number): boolean {
  const parent = Number(/^PPid:\s*(\d+)$/m.exec(read(pid, 'status'))?.[1] ?? 0);
  return parent > 1 && (parent === ancestor || isBelow(parent, ancestor));
}

/** Empty for a process that has ended meanwhile. */
function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
