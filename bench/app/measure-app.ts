import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBrowserDriver } from '../../test/e2e/fixtures/browser-driver.ts';
import { createElectronDriver } from '../../test/e2e/fixtures/electron-driver.ts';
import { runCommand } from '../../test/e2e/fixtures/nevus-command.ts';
import { Frame } from '../../test/e2e/pages/frame.ts';
import { TrainPage } from '../../test/e2e/pages/train-page.ts';
import { descendantMemory } from './process-memory.ts';

/**
 * Imports a dataset, opens the app over it and trains two epochs; prints photographs a second, the time to the first useful screen (Browse with
 * every visible photograph drawn) and the memory of each process. Usage: measure-app.ts <folder with HAM10000's layout> [browser|electron]
 */
const [folder, driverName = 'electron'] = process.argv.slice(2);
if (folder === undefined) throw new Error('Usage: measure-app.ts <folder with HAM10000’s layout> [browser|electron]');
const driver = driverName === 'browser' ? createBrowserDriver() : await createElectronDriver();
if (driver.obstacle !== null) throw new Error(driver.obstacle);

const workspace = await mkdtemp(join(tmpdir(), 'nevus-measure-'));
try {
  const importStart = performance.now();
  const { imported } = (await runCommand('import', folder, '--workspace', workspace)) as { imported: number };
  const importSeconds = (performance.now() - importStart) / 1000;
  console.log(`import: ${imported} photographs in ${importSeconds.toFixed(1)} s, ${(imported / importSeconds).toFixed(0)} photographs/s`);

  const openStart = performance.now();
  const app = await driver.open(workspace);
  const { page } = app;
  await page.getByRole('heading', { name: 'Home' }).waitFor();
  console.log(`Home after ${((performance.now() - openStart) / 1000).toFixed(2)} s from starting the program`);
  const frame = new Frame(page);
  await frame.acceptResearchUse();
  const browseStart = performance.now();
  await frame.goTo('/browse/1');
  await page.waitForFunction(() => {
    const pictures = [...document.querySelectorAll('main img')].filter((image) => image.getBoundingClientRect().top < innerHeight);
    return pictures.length > 20 && pictures.every((image) => (image as HTMLImageElement).complete);
  });
  console.log(`Browse, all visible photographs drawn: ${(performance.now() - browseStart).toFixed(0)} ms after Home`);
  printMemory('at rest');

  await frame.goTo('/train?dataset=1');
  const train = new TrainPage(page);
  await train.chooseRecipe('hmnist-cnn');
  await train.makeSplit();
  await train.setEpochs(2);
  await train.start.click();
  await page
    .getByText(/^Epoch 2 of 2/)
    .first()
    .waitFor({ timeout: 600_000 });
  printMemory('training, epoch 2');
  await page.getByText('Finished').first().waitFor({ timeout: 600_000 });
  await app.close();
} finally {
  await rm(workspace, { recursive: true, force: true });
}

function printMemory(when: string): void {
  for (const { role, residentMiB, peakMiB } of descendantMemory(process.pid)) {
    console.log(`${when}: ${role} ${residentMiB} MiB resident, peak ${peakMiB} MiB`);
  }
}
