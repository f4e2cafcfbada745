import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PhotographFilter } from '../../../../../common/contract/dataset-calls.ts';
import type { Photograph, Split } from '../../../../../common/domain/dataset.ts';
import { Client } from '../../../../../renderer/api/client.ts';
import { BrowsePage } from '../../../../../renderer/routes/browse/browse-page.svelte.ts';
import { App } from '../../../../../renderer/state/app.svelte.ts';
import { stubBrowserGlobals } from '../../helpers/browser-globals.ts';
import { WindowHost } from '../../helpers/window-host.ts';

function split(id: number): Split {
  return {
    id,
    datasetId: 2,
    name: `Seed ${id}`,
    seed: id,
    grouping: 'lesion',
    counts: { train: 1, validation: 1, test: 1 },
    classCounts: [],
    testOpenings: 0,
    testSharers: 0,
    createdAt: '2026-11-21T10:00:00Z',
  };
}

function photograph(id: number): Photograph {
  return {
    id,
    datasetId: 2,
    imageId: `ISIC_${id}`,
    fileName: `ISIC_${id}.jpg`,
    width: 600,
    height: 450,
    diagnosis: 'mel',
    lesionId: null,
    proof: null,
    ageYears: null,
    sex: null,
    site: null,
    sourcePart: null,
  };
}

const settle = (delayMs = 10): Promise<void> => new Promise((resolve) => setTimeout(resolve, delayMs));

let location: { hash: string };

beforeEach(() => {
  location = stubBrowserGlobals('#/browse/2').location;
});

afterEach(() => {
  vi.unstubAllGlobals();
});

async function open(splits: readonly Split[] = []): Promise<{ page: BrowsePage; asked: PhotographFilter[] }> {
  const asked: PhotographFilter[] = [];
  const host = new WindowHost({
    'splits.list': () => ({ splits: [...splits] }),
    'photographs.find': (filter) => {
      asked.push(filter);
      return { ids: [11, 12, 13] };
    },
    'photographs.get': ({ ids }) => ({ photographs: ids.map(photograph) }),
    'predictions.get': ({ photographIds }) => ({
      predictions: photographIds
        .filter((id) => id !== 13)
        .map((photographId) => ({
          photographId,
          naming: 'network' as const,
          differential: [{ label: photographId === 11 ? 'mel' : 'nv', probability: 1 }],
        })),
    }),
  });
  const page = new BrowsePage(new App(new Client(host.open)), 2);
  page.loadSplits();
  await settle();
  return { page, asked };
}

describe('browsing a dataset', () => {
  it('takes the newest split where the address names none, and no part without a split', async () => {
    location.hash = '#/browse/2?part=test';
    const without = await open();
    expect([without.page.filter.splitId, without.page.filter.parts]).toEqual([null, []]);
    const { page } = await open([split(4), split(7)]);
    expect([page.filter.splitId, page.filter.parts]).toEqual([7, ['test']]);
    location.hash = '#/browse/2?split=4&part=test';
    expect((await open([split(4), split(7)])).page.filter.splitId).toBe(4);
  });

  it('writes every change of the filter into the address', async () => {
    const { page } = await open();
    page.toggle('diagnoses', 'mel');
    page.toggle('diagnoses', 'nv');
    expect(location.hash).toBe('#/browse/2?dx=mel&dx=nv');
    page.toggle('diagnoses', 'mel');
    expect(page.filter.diagnoses).toEqual(['nv']);
    page.clear();
    expect(location.hash).toBe('#/browse/2');
  });

  it('searches once typing pauses, not at every key', async () => {
    const { page } = await open();
    page.search('I');
    page.search('IS');
    page.search('ISIC_1 ');
    expect(page.filter.search).toBe('');
    await settle(300);
    expect(page.filter.search).toBe('ISIC_1');
  });

  it('keeps a photograph in the inspector that is not in the list', async () => {
    const { page } = await open();
    page.load();
    await settle();
    page.select(1);
    expect([page.selectedId, page.selectedIndex]).toEqual([12, 1]);
    page.isSingle = true;
    page.selectId(99);
    expect([page.selectedId, page.selectedIndex, page.isSingle]).toEqual([99, null, false]);
  });

  it('rings what the chosen run says wrongly, and nothing where it is right or says nothing', async () => {
    const { page } = await open();
    page.showRun(1);
    page.photographs.want([11, 12, 13]);
    page.predictions?.want([11, 12, 13]);
    await settle();
    expect([11, 12, 13].map((id) => page.wrongPrediction(id))).toEqual([null, 'nv', null]);
    page.showRun(null);
    expect(page.wrongPrediction(12)).toBeNull();
  });
});
