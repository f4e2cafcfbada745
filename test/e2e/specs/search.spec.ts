import { violations } from '../fixtures/accessibility.ts';
import { expect, test } from '../fixtures/nevus-test.ts';
import { prepareWorkspace } from '../fixtures/prepare-workspace.ts';
import { Frame } from '../pages/frame.ts';
import { SearchFormPage } from '../pages/search-form.ts';
import { SearchPage } from '../pages/search-page.ts';
import { TrainPage } from '../pages/train-page.ts';

test('searches for good settings, filters its trials by the axes, and trains on with the best', async ({ nevus, sampleFolder }) => {
  await prepareWorkspace(nevus.workspace, sampleFolder);
  const page = await nevus.open();
  const frame = new Frame(page);
  await frame.acceptResearchUse();
  const search = new SearchPage(page);

  await test.step('a search is set up on the Train screen: what is wrong is said where it is', async () => {
    await frame.goTo('/train?run=1');
    const form = new SearchFormPage(page);
    await form.choose();
    await form.chooseMethod('Random');
    await new TrainPage(page).setEpochs(2);
    await form.setTrials(3);
    for (const setting of ['Weight decay', 'Label smoothing', 'Rare diagnoses']) await form.remove(setting);
    await form.add('Optimizer');
    await form.range('Learning rate', 'from').fill('1');
    await form.start.click();
    await expect(form.space).toContainText('The range of Learning rate is empty');
    await expect(page).toHaveURL(/#\/train/);
    await form.range('Learning rate', 'from').fill('0.0001');
    await expect(page.getByText('Varied by the search').first()).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await form.start.focus();
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/#\/searches\/1/);
  });

  await test.step('it shows its trials while they train, and stops and goes on', async () => {
    await search.pause();
    await expect(page.getByRole('button', { name: 'Resume', exact: true })).toBeVisible({ timeout: 60_000 });
    await search.resume();
    await expect(search.trials).toHaveText('3 of 3', { timeout: 120_000 });
    await expect(page.getByText('Finished', { exact: true }).first()).toBeVisible({ timeout: 60_000 });
    await expect(search.best).toHaveText(/^(0?\.\d+|1\.0+)$/);
    await expect(search.lines).toHaveCount(3);
  });

  await test.step('the table sorts, and an axis filters lines and rows alike, by the keyboard', async () => {
    await search.sortBy('Trial');
    expect(await search.numbers()).toEqual([1, 2, 3]);
    const end = search.end('Learning rate', 'lower');
    await end.focus();
    await page.keyboard.press('End');
    await expect(search.rows.or(page.getByText('No trial lies within')).first()).toBeVisible();
    expect(await search.lines.count()).toBeLessThan(3);
    await page.keyboard.press('Escape');
    await expect(search.rows).toHaveCount(3);
    await page.keyboard.press('ArrowRight');
    await expect(search.end('Optimizer', 'lower')).toBeFocused();
  });

  await test.step('a row and its line are found together', async () => {
    await search.row(2).hover();
    await expect(search.plot.locator('[data-line="2"].highlighted').first()).toBeVisible();
  });

  await test.step('both themes are accessible, and the plot is exported', async () => {
    for (const theme of ['Light', 'Dark']) {
      await frame.goTo('/settings');
      await page.getByRole('radio', { name: theme }).check({ force: true });
      await frame.goTo('/searches/1');
      await expect(search.rows).toHaveCount(3);
      expect(await violations(page), theme).toEqual([]);
    }
    const csv = await nevus.readSaved(() => search.export('Save as CSV'));
    expect(csv.trim().split('\n')).toHaveLength(4);
    const svg = await nevus.readSaved(() => search.export('Save as SVG'));
    expect(svg).toContain('Learning rate');
  });

  await test.step('renamed, it takes the runs of its trials along', async () => {
    await search.rename('Nachtlauf 1');
    await expect(page.getByRole('heading', { name: 'Nachtlauf 1', exact: true })).toBeVisible();
  });

  await test.step('its trials are one row in the list of runs, and unfold', async () => {
    await frame.show('Runs');
    const table = page.getByRole('table', { name: 'Runs' });
    await expect(table.locator('tbody tr')).toHaveCount(2);
    await table.getByRole('button', { name: /^Trials of / }).click();
    await expect(table.locator('tbody tr')).toHaveCount(5);
    await expect(table.getByRole('link', { name: 'Nachtlauf 1, trial 3', exact: true })).toBeVisible();
  });

  await test.step('a trial becomes a recipe, and the next training', async () => {
    await frame.goTo('/searches/1');
    await search.act(1, 'Save as a recipe…');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).last().click();
    await expect(page.getByText(/^The recipe .* was saved$/)).toBeVisible();
    const optimizer = (await search.row(1).locator('td').nth(4).innerText()).trim();
    await search.act(1, 'Train on with these');
    await expect(page).toHaveURL(/#\/train\?search=1&trial=1/);
    await page.getByRole('button', { name: 'Expert settings' }).click();
    await expect(page.getByLabel('Optimizer', { exact: true })).toContainText(optimizer);
  });
});
