import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { violations } from '../fixtures/accessibility.ts';
import { expect, test } from '../fixtures/nevus-test.ts';
import { EvaluatePage } from '../pages/evaluate-page.ts';
import { Frame } from '../pages/frame.ts';
import { ImportPage } from '../pages/import-page.ts';
import { PredictPage } from '../pages/predict-page.ts';
import { ReviewPage } from '../pages/review-page.ts';
import { RunPage } from '../pages/run-page.ts';
import { StorageSettings } from '../pages/storage-settings.ts';
import { TrainPage } from '../pages/train-page.ts';

test('imports, trains, reviews and exports, and finds everything again after a restart', async ({ nevus, sampleFolder }) => {
  let page = await nevus.open();
  let frame = new Frame(page);

  await test.step('a first start asks to accept that this is for research only', async () => {
    await frame.acceptResearchUse();
  });

  await test.step('a folder is checked, then imported', async () => {
    await frame.show('Import');
    const importing = new ImportPage(page);
    await importing.heading.waitFor();
    await nevus.chooseFolder(sampleFolder);
    await importing.startImport('Sample');
    await expect(importing.done).toContainText(/^\d+ photographs imported$/);
  });

  await test.step('its photographs are in the grid', async () => {
    await page.getByRole('link', { name: 'Browse Sample' }).click();
    await expect(page.locator('main img').first()).toBeVisible();
    expect(await page.locator('main img').count()).toBeGreaterThan(10);
  });

  await test.step('the same folder, chosen again, is known', async () => {
    await frame.show('Import');
    await nevus.chooseFolder(sampleFolder);
    await expect(new ImportPage(page).known).toContainText(/This folder was imported before Sample \(\d+ photographs, .+\)\./);
    await page.getByRole('link', { name: 'Open Sample' }).click();
    await expect(page).toHaveURL(/#\/browse\/1/);
  });

  await test.step('a network trains for two epochs on a split without leaks', async () => {
    await frame.show('Train');
    const train = new TrainPage(page);
    await train.chooseRecipe('hmnist-cnn');
    await train.makeSplit();
    await train.setEpochs(2);
    await train.start.click();
    await expect(page).toHaveURL(/#\/runs\/1/);
    const run = new RunPage(page);
    await expect(page.getByText('Succeeded').or(page.getByText('Finished')).first()).toBeVisible({ timeout: 120_000 });
    await expect(run.balancedAccuracy).toHaveText(/^(0?\.\d+|1\.0+)$/);
    await expect(run.curves.first()).toBeVisible();
    expect(await run.drawnPixels()).toBeGreaterThan(100);
  });

  await test.step('after a restart everything is there', async () => {
    page = await nevus.restart();
    frame = new Frame(page);
    await expect(page.getByRole('main').getByText('Sample', { exact: true }).first()).toBeVisible();
    await frame.goTo('/runs/1');
    await expect(new RunPage(page).curves.first()).toBeVisible();
  });

  await test.step('a case is read first, then compared with the model, then signed', async () => {
    await frame.show('Review');
    const review = new ReviewPage(page);
    await expect(review.model).toHaveCount(0);
    await review.readByKeyboard('4');
    await review.keepOwn();
    await review.writeNote('Read by the end-to-end test');
    await review.sign.click();
    await review.openFirstSigned();
    await expect(review.truth).toContainText('Read by the end-to-end test');
  });

  await test.step('the readings are exported', async () => {
    const csv = await nevus.readSaved(() => new ReviewPage(page).exportCsv());
    expect(csv).toContain('Read by the end-to-end test');
    expect(csv.trim().split('\n')).toHaveLength(2);
  });

  await test.step('the test part is opened once, and that is counted', async () => {
    await frame.show('Evaluate');
    const evaluate = new EvaluatePage(page);
    await expect(evaluate.balancedAccuracy).toHaveText(/\d/);
    await evaluate.openTestPart(/first|1st/);
    await expect(page.getByText(/test part.*(first|1st|once|1)/i).first()).toBeVisible({ timeout: 60_000 });
    await expect(evaluate.confusion).toBeVisible();
  });

  await test.step('another rule names the validation part, and is taken back', async () => {
    const evaluate = new EvaluatePage(page);
    await evaluate.evaluation('Validation part').click();
    const before = await evaluate.balancedAccuracy.innerText();
    const expected = await evaluate.rule('most probable').getByRole('cell').nth(1).innerText();
    await evaluate.nameBy('Most probable');
    await expect(evaluate.balancedAccuracy).toHaveText(expected);
    await expect(evaluate.evaluation('Validation part')).toContainText('most probable');
    await expect(page.getByText('One case of the validation part was read')).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await evaluate.undo();
    await expect(evaluate.naming).toContainText('The network');
    await expect(evaluate.balancedAccuracy).toHaveText(before);
  });

  await test.step('what can be made again is removed, and the space is told', async () => {
    await frame.show('Settings');
    const storage = new StorageSettings(page);
    await expect(storage.kept('Decoded photographs')).toContainText(/[1-9]\d* kB|MB/);
    await storage.removeEverythingMadeAgain();
    await expect(storage.section.getByText(/^[\d.]+ [kM]B were removed\.$/)).toBeVisible();
    await expect(storage.kept('Decoded photographs')).toContainText('0 bytes');
    await expect(storage.kept('Runs with their models')).toContainText('MB');
    await expect(storage.section.getByRole('button', { name: 'Remove what can be made again' })).toBeDisabled();
    // What is far down scrolls within the screen, not the window.
    expect(await page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight)).toBe(0);
  });

  await test.step('photographs that are dropped are predicted, and a broken one is told apart', async () => {
    const folder = join(sampleFolder, 'HAM10000_images_part_1');
    const photograph = join(folder, (await readdir(folder))[0]!);
    const broken = join(nevus.workspace, 'broken.jpg');
    await writeFile(broken, 'not a photograph');
    await frame.show('Predict');
    const predict = new PredictPage(page);
    await predict.choose(photograph, broken);
    await expect(predict.card(photograph)).toContainText('mel', { timeout: 60_000 });
    await expect(predict.card(broken)).toContainText('is not a JPEG, PNG, WebP or TIFF photograph');
  });
});
