import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { RecipeFile } from '../../../common/domain/recipe.ts';
import { violations } from '../fixtures/accessibility.ts';
import { expect, test } from '../fixtures/nevus-test.ts';
import { prepareWorkspace } from '../fixtures/prepare-workspace.ts';
import { EvaluatePage } from '../pages/evaluate-page.ts';
import { Frame } from '../pages/frame.ts';
import { RecipePage } from '../pages/recipe-page.ts';
import { RunsPage } from '../pages/runs-page.ts';
import { TrainPage } from '../pages/train-page.ts';

test('trains as the expert settings say, keeps and shares them as a recipe, and combines the runs', async ({ nevus, sampleFolder }) => {
  test.slow();
  await prepareWorkspace(nevus.workspace, sampleFolder);
  const page = await nevus.open();
  const frame = new Frame(page);
  await frame.acceptResearchUse();
  const train = new TrainPage(page);
  const recipes = new RecipePage(page);

  await test.step('a setting that cannot be is said at its field, and nothing starts', async () => {
    await frame.goTo('/train?run=1');
    await train.openExpertSettings();
    await train.fill('Label smoothing', '7');
    await train.start.click();
    await expect(page.getByLabel('Label smoothing', { exact: true })).toHaveAttribute('aria-invalid', 'true');
    await expect(page).toHaveURL(/#\/train/);
  });

  await test.step('settings are copied to a recipe of one’s own, and changed there', async () => {
    await train.fill('Label smoothing', '0.2');
    await train.choose('Optimizer', 'SGD');
    await train.fill('Batch size', '8');
    await recipes.keepAs('Ward 3');
    await expect(recipes.card('ward-3')).toContainText('Your own');
    await train.fill('Momentum', '0.7');
    await recipes.replace();
  });

  await test.step('that is what is trained', async () => {
    await train.start.click();
    await expect(page).toHaveURL(/#\/runs\/2/);
    await expect(page.getByText('Finished', { exact: true }).first()).toBeVisible({ timeout: 120_000 });
    const facts = page.getByRole('region', { name: 'Settings' });
    for (const fact of [/SGD.*0\.7/, /batches of 8/, /0\.2/]) await expect(facts).toContainText(fact);
    await expect(page.getByRole('heading', { name: 'ward-3 #1' })).toBeVisible();
  });

  await test.step('the recipe is saved as a file, removed, and added again from it', async () => {
    await frame.goTo('/train');
    const text = await nevus.readSaved(() => recipes.saveAsFile());
    expect(RecipeFile.parse(JSON.parse(text))).toMatchObject({ id: 'ward-3', options: { optimizer: 'sgd', momentum: 0.7, batchSize: 8 } });
    await recipes.remove();
    await expect(recipes.card('ward-3')).toHaveCount(0);
    const file = join(nevus.workspace, 'shared.json');
    await writeFile(file, text.replace('"ward-3"', '"Ward 3"'));
    await recipes.addFrom(file);
    await expect(page.getByText(/^shared\.json is no recipe\. id: .+ only\. Nothing was changed\.$/)).toBeVisible();
    await writeFile(file, text);
    await recipes.addFrom(file);
    await expect(recipes.card('ward-3')).toContainText('Ward 3');
    await recipes.remove();
    await expect(recipes.card('ward-3')).toHaveCount(0);
  });

  await test.step('both runs answer as one, and are evaluated so', async () => {
    await frame.show('Runs');
    await new RunsPage(page).combine(['hmnist-cnn #1', 'ward-3 #1'], 'Both');
    await expect(page).toHaveURL(/#\/runs\/3/);
    await frame.goTo('/evaluate/3');
    const evaluate = new EvaluatePage(page);
    await evaluate.openTestPart(/first|1st/);
    await expect(evaluate.balancedAccuracy).toHaveText(/^(0?\.\d+|1\.0+)$/, { timeout: 120_000 });
    await expect(evaluate.confusion).toBeVisible();
  });

  await test.step('the training part of a split is divided into folds, and a fold that cannot teach a diagnosis is refused', async () => {
    await frame.goTo('/train?run=1');
    await train.divideTrainingPartOf('Seed 1', '1');
    const folds = page.getByLabel('Folds', { exact: true });
    await expect(folds).toHaveAttribute('aria-invalid', 'true');
    await folds.fill('2');
    await expect(page.getByText('They are the validation and the test part of “Seed 1”')).toBeVisible();
    await expect(page.getByLabel('Test, %')).toHaveCount(0);
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Start cross-validation' }).click();
    // The sample has one lesion of it left in the training part: one of two folds validates with it, and none teaches it.
    await expect(page.getByRole('alert').first()).toContainText('has photographs of df, but the training part has none');
    await expect(page).toHaveURL(/#\/train/);
  });

  await test.step('the folds share the test part of their split, which the dialog tells before it is opened', async () => {
    await frame.goTo('/evaluate/1');
    await page.getByRole('button', { name: 'Open the test part…' }).first().click();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('2 other splits, such as folds, keep the same photographs apart');
    await dialog.getByRole('button', { name: 'Keep it closed' }).click();
  });
});
