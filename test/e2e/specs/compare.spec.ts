import { violations } from '../fixtures/accessibility.ts';
import { runCommand } from '../fixtures/nevus-command.ts';
import { expect, test } from '../fixtures/nevus-test.ts';
import { prepareWorkspace } from '../fixtures/prepare-workspace.ts';
import { ComparePage } from '../pages/compare-page.ts';
import { Frame } from '../pages/frame.ts';

interface Compared {
  readonly photographs: { readonly ids: readonly number[] };
  readonly differences: readonly { readonly photographs: Readonly<Record<string, number>> }[];
}

test('compares two runs: which is better, on which photographs, and by what they differ', async ({ nevus, sampleFolder }) => {
  test.slow();
  const where = ['--workspace', nevus.workspace];
  await prepareWorkspace(nevus.workspace, sampleFolder);
  await runCommand('train', 'Sample', '--recipe', 'hmnist-cnn', '--epochs', '2', '--seed', '5', '--name', 'Second', ...where);
  const told = (await runCommand('runs', 'compare', '1', 'Second', ...where)) as Compared;
  const counts = told.differences[0]!.photographs;

  const page = await nevus.open();
  const frame = new Frame(page);
  const compare = new ComparePage(page);
  await frame.acceptResearchUse();

  await test.step('from the list of runs to the comparison', async () => {
    await frame.show('Runs');
    await expect(page.getByRole('checkbox')).toHaveCount(2);
    for (const box of await page.getByRole('checkbox').all()) await box.check();
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await expect(compare.runNames).toHaveCount(2);
    await expect(compare.verdicts.getByRole('listitem')).toHaveCount(1);
    await expect(compare.figures).toContainText('Balanced accuracy');
    await expect(page.locator('main canvas')).toHaveCount(3);
    expect(await violations(page)).toEqual([]);
  });

  await test.step('who is right on what, as the command line counted it', async () => {
    await expect(compare.cell('both right')).toBeVisible();
    const [both, onlyFirst, onlySecond, none] = [
      await compare.countIn('both right'),
      await compare.countIn('only A right'),
      await compare.countIn('only B right'),
      await compare.countIn('neither right'),
    ];
    expect({ both, onlyFirst, onlySecond, none }).toEqual({
      both: counts['both'],
      onlyFirst: counts['onlyReference'],
      onlySecond: counts['onlyOther'],
      none: counts['neither'],
    });
    const fullest = Object.entries({
      'both right': both,
      'only A right': onlyFirst,
      'only B right': onlySecond,
      'neither right': none,
    }).sort((a, b) => b[1] - a[1])[0]!;
    await compare.cell(fullest[0]).click();
    await expect(compare.photographs.getByRole('option').first()).toHaveAccessibleName(/A \w+ · B \w+/);
    await compare.photographs.focus();
    await page.keyboard.press('ArrowRight');
    await expect(page.getByRole('region', { name: 'Second says' })).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/#\/browse\/1\?photograph=\d+$/);
    await page.goBack();
    await expect(compare.cell(fullest[0])).toHaveAttribute('aria-pressed', 'true');
  });

  await test.step('the order, the reference and the settings that differ', async () => {
    await compare.pin('Second');
    await expect(page.getByRole('button', { name: 'Second is the reference' })).toHaveAttribute('aria-pressed', 'true');
    await expect(page.getByRole('heading', { name: 'Difference from Second' })).toBeVisible();
    await compare.moveLeft('Second');
    await expect(compare.runNames.first()).toHaveText('Second');
    await expect(compare.settings.getByRole('row', { name: /^Seed/ })).toContainText('5');
    await expect(compare.settings.getByRole('row', { name: /^Loss/ })).toHaveCount(0);
  });

  await test.step('the test part stays closed', async () => {
    await compare.showPart('Test part');
    await expect(compare.refusal).toContainText('comparing never opens it');
    await compare.showPart('Validation part');
    await expect(compare.figures).toBeVisible();
  });

  await test.step('it is saved as CSV', async () => {
    const csv = await nevus.readSaved(() => compare.saveAs('Save as CSV'));
    expect(csv).toContain('balanced accuracy,0.');
    const photographs = await nevus.readSaved(() => compare.saveAs('Save photographs as CSV'));
    expect(photographs.trim().split('\r\n')).toHaveLength(told.photographs.ids.length + 1);
  });

  await test.step('its charts are saved as SVG that needs no style sheet', async () => {
    for (const [title, words] of [
      ['Validation loss', 'epoch'],
      ['Balanced accuracy of each', 'A Second'],
    ] as const) {
      const svg = await nevus.readSaved(() => compare.saveChartAsSvg(title));
      expect(svg).toMatch(/^<svg[^>]* xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
      expect(svg).toContain(words);
      expect(svg).toMatch(/stroke="(#[0-9a-f]{6}|rgb\()/);
      expect(svg).not.toContain('var(');
    }
  });

  await test.step('a reload, and coming back from elsewhere, show the same', async () => {
    await page.reload();
    await expect(compare.runNames.first()).toHaveText('Second');
    await frame.show('Home');
    await frame.show('Compare');
    await expect(compare.runNames).toHaveCount(2);
    await expect(compare.runNames.first()).toHaveText('Second');
  });
});
