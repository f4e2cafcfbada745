import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Client } from '../../../../renderer/api/client.ts';
import { AppError } from '../../../../common/errors/app-error.ts';
import { AugmentationPreview } from '../../../../renderer/state/augmentation-preview.svelte.ts';
import { stubBrowserGlobals } from '../helpers/browser-globals.ts';
import { settle, smallOptions } from '../helpers/examples.ts';
import { WindowHost } from '../helpers/window-host.ts';

let addresses: Set<string>;

beforeEach(() => {
  stubBrowserGlobals();
  addresses = new Set();
  let last = 0;
  vi.spyOn(URL, 'createObjectURL').mockImplementation(() => {
    const address = `blob:${++last}`;
    addresses.add(address);
    return address;
  });
  vi.spyOn(URL, 'revokeObjectURL').mockImplementation((address) => void addresses.delete(address));
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const wish = { splitId: 1, options: smallOptions };

function open(): { host: WindowHost; preview: AugmentationPreview; seeds: () => number[] } {
  const host = new WindowHost({
    'training.previewAugmentation': ({ seed, splitId }) => {
      if (splitId === 9) throw new AppError('not-found', 'There is no such split.');
      return { photographs: [{ photographId: seed, diagnosis: 'mel', partner: null, pngBase64: 'AQID' }] };
    },
  });
  const seeds = (): number[] => host.calls.map(({ input }) => (input as { seed: number }).seed);
  return { host, preview: new AugmentationPreview(new Client(host.open)), seeds };
}

it('shows photographs at once, after changes when they rest, and frees those before', async () => {
  const { preview, seeds } = open();
  preview.show(wish);
  await vi.waitFor(() => expect(preview.photographs.value).toHaveLength(1));
  expect(preview.photographs.value?.[0]).toEqual({ photographId: 1, diagnosis: 'mel', partner: null, address: 'blob:1' });
  vi.useFakeTimers();
  preview.show({ ...wish, splitId: 2 })();
  preview.show({ ...wish, splitId: 3 });
  await vi.advanceTimersByTimeAsync(300);
  expect(seeds()).toEqual([1]);
  await vi.advanceTimersByTimeAsync(200);
  vi.useRealTimers();
  await vi.waitFor(() => expect(addresses).toEqual(new Set(['blob:2'])));
  expect(seeds()).toEqual([1, 1]);
  await preview.showOthers();
  expect(preview.photographs.value?.[0]?.photographId).toBe(2);
  preview.close();
  expect(addresses.size).toBe(0);
});

it('says why nothing can be shown', async () => {
  const { preview } = open();
  preview.show({ ...wish, splitId: 9 });
  await vi.waitFor(() => expect(preview.photographs.error?.message).toBe('There is no such split.'));
  await settle();
});
