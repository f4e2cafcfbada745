import { expect, test } from '../fixtures/nevus-test.ts';
import { runCommand } from '../fixtures/nevus-command.ts';
import { prepareWorkspace } from '../fixtures/prepare-workspace.ts';
import { Frame } from '../pages/frame.ts';
import { RunPage } from '../pages/run-page.ts';
import { TrainPage } from '../pages/train-page.ts';

test('pauses a training, finds it and the one behind it again after a restart, and resumes it to its end', async ({
  nevus,
  sampleFolder,
}) => {
  await prepareWorkspace(nevus.workspace, sampleFolder);
  // Run 2: settings with which a training ends only when it is told to.
  const endless = ['--recipe', 'hmnist-cnn', '--epochs', '1', '--no-early-stopping'];
  await runCommand('train', 'Sample', ...endless, '--workspace', nevus.workspace);
  let page = await nevus.open();
  let frame = new Frame(page);
  await frame.acceptResearchUse();

  await test.step('a training is paused, and the device is free for the next one', async () => {
    await startTraining(60);
    await expect(page.getByText(/^Epoch [2-9]\d* of 60/).first()).toBeVisible({ timeout: 60_000 });
    const first = page.url();
    await startTraining(900);
    await startTraining(900);
    await page.goto(first);
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await expect(page.getByRole('button', { name: 'Resume' })).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText('Paused', { exact: true }).first()).toBeVisible();
    await frame.goTo('/runs/4');
    await expect(page.getByText(/^Epoch \d+ of 900/).first()).toBeVisible({ timeout: 60_000 });
  });

  await test.step('after a restart it still waits, and so does the queue; what ran was interrupted', async () => {
    page = await nevus.restart();
    frame = new Frame(page);
    const resumable = page.getByRole('region', { name: 'To be resumed' });
    await expect(resumable.getByText('hmnist-cnn #3')).toBeVisible();
    await expect(resumable.getByText('hmnist-cnn #4')).toBeVisible();
    await choose('hmnist-cnn #4', 'Give up');
    await choose('hmnist-cnn #5', 'Stop for good');
    await expect(page.getByText('Nothing at the moment.')).toBeVisible({ timeout: 60_000 });
  });

  await test.step('resumed by the keyboard, it goes on where it was and finishes', async () => {
    await frame.goTo('/runs/3');
    const resume = page.getByRole('button', { name: 'Resume' });
    await resume.focus();
    await page.keyboard.press('Enter');
    await expect(page.getByText('Finished', { exact: true }).first()).toBeVisible({ timeout: 120_000 });
    await expect(page.getByText(/^best, epoch \d+/)).toBeVisible();
    const log = page.getByRole('region', { name: 'Log' });
    await expect(log.getByText('Paused.')).toBeVisible();
    await expect(log.getByText('Finished.')).toBeVisible();
    expect(await new RunPage(page).drawnPixels()).toBeGreaterThan(100);
  });

  async function choose(run: string, item: string): Promise<void> {
    await page.getByRole('button', { name: `More for Train ${run}` }).click();
    await page.getByRole('menuitem', { name: item }).click();
  }

  async function startTraining(epochs: number): Promise<void> {
    await frame.goTo('/');
    await frame.goTo('/train?run=2');
    const train = new TrainPage(page);
    await train.setEpochs(epochs);
    await train.start.click();
    await expect(page).toHaveURL(/#\/runs\/\d+/);
  }
});
