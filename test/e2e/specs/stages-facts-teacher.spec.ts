import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { violations } from '../fixtures/accessibility.ts';
import { runCommand } from '../fixtures/nevus-command.ts';
import { expect, test } from '../fixtures/nevus-test.ts';
import { prepareWorkspace } from '../fixtures/prepare-workspace.ts';
import { Frame } from '../pages/frame.ts';
import { PredictPage } from '../pages/predict-page.ts';
import { TrainPage } from '../pages/train-page.ts';

test('fine-tunes in two stages with facts of the patient, predicts with and without them, and teaches another network', async ({
  nevus,
  sampleFolder,
}) => {
  await prepareWorkspace(nevus.workspace, sampleFolder);
  await runCommand('split', 'Sample', '--seed', '2', '--workspace', nevus.workspace);
  const page = await nevus.open();
  const frame = new Frame(page);
  await frame.acceptResearchUse();
  const train = new TrainPage(page);

  await test.step('a backbone without ImageNet weights starts only once random ones are chosen', async () => {
    await frame.goTo('/train?run=1');
    await train.openExpertSettings();
    await train.choose('Architecture', 'MobileNet v1');
    await expect(train.start).toBeDisabled();
    await expect(page.getByText('needs far more photographs and epochs')).toBeVisible();
    await train.useRandomWeights();
    await expect(train.start).toBeEnabled();
  });

  await test.step('the head is trained first, then all layers, told the age, sex and site of the patient', async () => {
    await train.fill('Name of the run', 'Two stages');
    await train.choose('Width of the network', '0.25');
    await train.fill('Image size, px', '32');
    await train.tick('Head first');
    await train.fill('Epochs of the head', '2');
    await train.setEpochs(2);
    await train.start.click();
    await expect(page.getByLabel('Epochs of the head')).toHaveAttribute('aria-invalid', 'true');
    await train.fill('Epochs of the head', '1');
    for (const fact of ['Told the age', 'Told the sex', 'Told the body site']) await train.tick(fact);
    expect(await violations(page)).toEqual([]);
    await train.start.click();
    await expect(page).toHaveURL(/#\/runs\/2/);
    await finished(page);
  });

  await test.step('its dashboard marks where the head stood alone no longer, and says what it was told', async () => {
    await expect(page.getByRole('img', { name: /^Loss, by epoch\..* fine-tuning at 1\.5/ })).toBeVisible();
    const settings = page.getByRole('region', { name: 'Settings' });
    await expect(settings).toContainText('alone for 1 epoch');
    await expect(settings).toContainText('age, sex, body site');
    await expect(page.getByRole('region', { name: 'Log' })).toContainText('In epoch 1 the head learns alone');
    expect(await violations(page)).toEqual([]);
  });

  await test.step('a photograph is predicted without facts, then with them', async () => {
    const folder = join(sampleFolder, 'HAM10000_images_part_1');
    const photograph = join(folder, (await readdir(folder))[0]!);
    const predict = new PredictPage(page);
    await frame.goTo('/predict?run=2');
    await predict.choose(photograph);
    await expect(predict.card(photograph)).toContainText('mel', { timeout: 60_000 });
    const bare = await nevus.readSaved(() => predict.saveAsCsv());
    expect(bare).not.toContain('Told of the patient');
    await predict.fillAge('300');
    await expect(predict.patient.getByLabel('Age, years')).toHaveAttribute('aria-invalid', 'true');
    await predict.fillAge('70');
    await predict.chooseFact('Sex', 'Male');
    await predict.chooseFact('Body site', 'back');
    await expect(predict.card(photograph)).toContainText('mel', { timeout: 60_000 });
    const told = await nevus.readSaved(() => predict.saveAsCsv());
    expect(told).toContain('Told of the patient: age 70, male, back');
    expect(told.split('\n')[1]).not.toBe(bare.split('\n')[1]);
    expect(await violations(page)).toEqual([]);
    await predict.chooseRun('hmnist-cnn #1');
    await expect(predict.patient).toHaveCount(0);
    await expect(predict.card(photograph)).toContainText('mel', { timeout: 60_000 });
  });

  await test.step('a run that knows photographs of the test part cannot teach', async () => {
    await frame.goTo('/train?run=1');
    await train.choose('Teacher', 'Two stages');
    await expect(train.start).toBeEnabled();
    await train.choose('Split', 'Seed 2');
    await expect(train.start).toBeDisabled();
    await expect(train.teacher).toHaveAttribute('aria-invalid', 'true');
    await expect(
      page.getByText(/^Two stages cannot teach on Seed 2: it has learned from \d+ lesions of its test part/).first(),
    ).toBeVisible();
    await expect(await train.offeredTeacher('hmnist-cnn #1')).toHaveAttribute('aria-disabled', 'true');
    await page.keyboard.press('Escape');
    await train.choose('Split', 'Seed 1');
    await expect(train.start).toBeEnabled();
  });

  await test.step('one that knows none teaches, and the run names it', async () => {
    await train.fill('Share in the loss', '0.5');
    await train.start.click();
    await expect(page).toHaveURL(/#\/runs\/3/);
    await finished(page);
    const settings = page.getByRole('region', { name: 'Settings' });
    await expect(settings.getByRole('link', { name: 'Two stages' })).toHaveAttribute('href', '#/runs/2');
    await expect(settings).toContainText('50 % of the loss');
  });
});

async function finished(page: Page): Promise<void> {
  await expect(page.getByText('Finished', { exact: true }).first()).toBeVisible({ timeout: 120_000 });
}
