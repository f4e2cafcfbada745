import { violations } from '../fixtures/accessibility.ts';
import { runCommand } from '../fixtures/nevus-command.ts';
import { expect, test } from '../fixtures/nevus-test.ts';
import { Frame } from '../pages/frame.ts';
import { ReproducePage } from '../pages/reproduce-page.ts';

test('lays what is measured beside what was published, and says what is missing', async ({ nevus, sampleFolder }) => {
  test.slow();
  await runCommand('import', sampleFolder, '--name', 'Sample', '--workspace', nevus.workspace);
  const page = await nevus.open();
  const frame = new Frame(page);
  await frame.acceptResearchUse();
  const reproduce = new ReproducePage(page);

  await test.step('from the Train screen to the table: nothing is measured yet', async () => {
    await frame.show('Train');
    await page.getByRole('link', { name: 'Published and measured' }).click();
    await expect(reproduce.row('Two convolutions')).toContainText('0.815');
    await expect(reproduce.row('Nine classes, baseline')).toContainText('Needs photographs: One folder for each class.');
    await expect(reproduce.row('VGG19, fine-tuned')).toContainText('The ImageNet weights of VGG19 are not here.');
  });

  await test.step('a quick trial is queued, and fills its line', async () => {
    await reproduce.reproduceQuickly('Small CNN, 28 pixels');
    const row = reproduce.row('Small CNN, 28 pixels');
    await expect(page.getByText(/Step \d of 4/).first()).toBeVisible();
    await expect(row).toContainText('quick trial', { timeout: 180_000 });
    await expect(row.getByRole('link')).toHaveCount(2, { timeout: 180_000 });
    await expect(row).toContainText('test part, by photograph');
    await expect(row.getByLabel('Flatters')).toBeVisible();
    await expect(row).toContainText('chance 0.14');
    expect(await violations(page)).toEqual([]);
  });

  await test.step('the table is saved as the command line writes it', async () => {
    const markdown = await nevus.readSaved(() => reproduce.saveAsMarkdown());
    expect(markdown).toMatch(/\| hmnist-cnn +\| HMNIST CNN, quick trial +\| no figure +\| 0\.\d{3}, test part by photograph +\|/);
    expect(markdown).toMatch(/\| isic-two-conv .*\| not measured/);
  });

  await test.step('a figure leads to its evaluation', async () => {
    await reproduce.row('Small CNN, 28 pixels').getByRole('link').last().click();
    await expect(page.getByRole('heading', { name: 'Test part' })).toBeVisible();
  });
});
