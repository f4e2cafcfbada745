import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Client } from '../../../../../renderer/api/client.ts';
import { confidenceLevels, reviewShortcuts } from '../../../../../renderer/routes/review/review-shortcuts.ts';
import { App } from '../../../../../renderer/state/app.svelte.ts';
import { ReviewState } from '../../../../../renderer/state/review.svelte.ts';
import { stubBrowserGlobals } from '../../helpers/browser-globals.ts';
import { exampleCase, exampleReview, settle } from '../../helpers/examples.ts';
import { WindowHost } from '../../helpers/window-host.ts';

beforeEach(() => stubBrowserGlobals());
afterEach(() => vi.unstubAllGlobals());

describe('keys of Review', () => {
  it('are each used once, and leave g to the navigation and + - 0 to the photograph', () => {
    const host = new WindowHost({});
    const keys = reviewShortcuts(new ReviewState(new App(new Client(host.open)), 1, null)).map((shortcut) => shortcut.keys);
    expect(new Set(keys).size).toBe(keys.length);
    for (const taken of ['g', '+', '=', '-', '0', '?']) expect(keys).not.toContain(taken);
    expect(confidenceLevels.map(({ value }) => value)).toEqual([1, 2, 3]);
  });

  it('give the own diagnosis by number; after the lock, the final one', async () => {
    let isLocked = false;
    const host = new WindowHost({
      'reviews.queue': () => ({ cases: [exampleCase('A', 'open')] }),
      'reviews.get': () => exampleReview('A', null, 'open'),
      'reviews.lock': ({ diagnosis }) => {
        isLocked = true;
        return exampleReview('A', { ownDiagnosis: diagnosis }, 'read');
      },
      'reviews.decide': ({ finalDiagnosis }) => exampleReview('A', { ownDiagnosis: 'bcc', finalDiagnosis: finalDiagnosis ?? null }, 'read'),
    });
    const review = new ReviewState(new App(new Client(host.open)), 1, null);
    review.start();
    await settle();
    const shortcuts = reviewShortcuts(review);
    const press = async (keys: string): Promise<void> => {
      shortcuts.find((shortcut) => shortcut.keys === keys)?.run?.(new Event('keydown') as KeyboardEvent);
      await settle();
    };
    await press('2');
    await press('e');
    expect(review.own).toEqual({ diagnosis: 'bcc', confidence: 3 });
    await press('l');
    expect(isLocked).toBe(true);
    await press('4');
    expect([review.case?.reading?.ownDiagnosis, review.finalDiagnosis]).toEqual(['bcc', 'nv']);
  });
});
