import type { Page } from '@playwright/test';
import { violations } from '../fixtures/accessibility.ts';
import { expect, test } from '../fixtures/nevus-test.ts';
import { prepareWorkspace } from '../fixtures/prepare-workspace.ts';
import { Frame } from '../pages/frame.ts';

const emptyScreens = [
  '/',
  '/import',
  '/browse',
  '/train',
  '/reproduce',
  '/runs',
  '/compare',
  '/evaluate',
  '/review',
  '/predict',
  '/settings',
];
const fullScreens = [
  '/',
  '/import',
  '/browse/1',
  '/train',
  '/reproduce',
  '/runs',
  '/runs/1',
  '/compare?runs=1',
  '/evaluate/1',
  '/review/1',
  '/predict/1',
  '/settings',
];

test('shows every screen of an empty data folder without a violation of accessibility', async ({ nevus }) => {
  const page = await nevus.open();
  const frame = new Frame(page);
  await page.getByRole('dialog').waitFor();
  expect(await violations(page)).toEqual([]);
  await frame.acceptResearchUse();
  await visit(page, frame, emptyScreens);
});

test('shows every screen with data without a violation of accessibility', async ({ nevus, sampleFolder }) => {
  await prepareWorkspace(nevus.workspace, sampleFolder);
  const page = await nevus.open();
  const frame = new Frame(page);
  await frame.acceptResearchUse();
  await visit(page, frame, fullScreens);
});

/** Looks at each screen in both themes; a screen that breaks, or says something to the console, fails too. */
async function visit(page: Page, frame: Frame, paths: readonly string[]): Promise<void> {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error')
      complaints.push(`${page.url()}: ${message.text()} (${message.location().url}:${message.location().lineNumber})`);
  });
  for (const theme of ['Light', 'Dark']) {
    await frame.goTo('/settings');
    // The radio itself is hidden behind its picture.
    await page.getByRole('radio', { name: theme }).check({ force: true });
    for (const path of paths) {
      await test.step(`${path}, ${theme}`, async () => {
        await frame.goTo(path);
        await settle(page);
        await expect.soft(page.getByRole('main')).not.toBeEmpty();
        expect.soft(await violations(page), `${path}, ${theme}`).toEqual([]);
      });
    }
  }
  expect(complaints).toEqual([]);
}

/** Until skeletons are gone and pictures are drawn. */
async function settle(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('main .skeleton, main [aria-busy="true"]') === null);
  await page.waitForFunction(() => [...document.images].every(({ complete }) => complete));
}
