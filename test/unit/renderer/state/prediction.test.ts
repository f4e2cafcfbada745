import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { largestUploadBytes } from '../../../../common/contract/run-calls.ts';
import { AppError } from '../../../../common/errors/app-error.ts';
import { Client } from '../../../../renderer/api/client.ts';
import { refuseFile } from '../../../../renderer/state/prediction-item.ts';
import { PredictionState } from '../../../../renderer/state/prediction.svelte.ts';
import { settle } from '../helpers/examples.ts';
import { WindowHost } from '../helpers/window-host.ts';

/** A browser's reader as far as it is used: the bytes as a data URL. */
class StubFileReader extends EventTarget {
  result: string | null = null;
  readonly error = null;

  readAsDataURL(file: Blob): void {
    void file.arrayBuffer().then((bytes) => {
      this.result = `data:image/jpeg;base64,${Buffer.from(bytes).toString('base64')}`;
      this.dispatchEvent(new Event('load'));
    });
  }
}

beforeEach(() => vi.stubGlobal('FileReader', StubFileReader));
afterEach(() => vi.unstubAllGlobals());

const photograph = (name: string): File => new File([name], name, { type: 'image/jpeg' });
const answer = {
  differential: [{ label: 'nv', probability: 1 }],
  naming: 'network' as const,
  width: 600,
  height: 450,
  durationMs: 5,
  isSiteUnknown: false,
};

function open(predict: (fileName: string, runId: number) => typeof answer | Promise<typeof answer> = () => answer): {
  host: WindowHost;
  page: PredictionState;
} {
  const host = new WindowHost({ 'predictions.predict': ({ fileName, runId }) => predict(fileName, runId) });
  return { host, page: new PredictionState(new Client(host.open)) };
}

describe('dropped photographs', () => {
  it('are predicted one after the other, each with its own error', async () => {
    const { host, page } = open((fileName) => {
      if (fileName === 'b.jpg') throw new AppError('photograph-unreadable', 'b.jpg is cut off.');
      return answer;
    });
    page.chooseRun(3);
    page.add([photograph('a.jpg'), photograph('b.jpg'), photograph('c.jpg')]);
    expect(page.waitingCount).toBe(3);
    await vi.waitFor(() => expect(page.waitingCount).toBe(0));
    expect(page.items.map(({ status, error }) => [status, error])).toEqual([
      ['done', null],
      ['failed', 'b.jpg is cut off.'],
      ['done', null],
    ]);
    expect(host.calls[0]).toEqual({
      name: 'predictions.predict',
      input: {
        runId: 3,
        views: 1,
        fileName: 'a.jpg',
        bytesBase64: Buffer.from('a.jpg').toString('base64'),
        facts: { ageYears: null, sex: null, site: null },
      },
    });
  });

  it('are predicted anew by another model; an answer of the first one comes too late', async () => {
    let finish = (): void => undefined;
    const { page } = open((_, runId) => {
      if (runId === 3) return new Promise((resolve) => (finish = () => resolve({ ...answer, durationMs: 3 })));
      return { ...answer, durationMs: 4 };
    });
    page.chooseRun(3);
    page.add([photograph('a.jpg')]);
    await settle();
    page.chooseRun(4);
    await vi.waitFor(() => expect(page.done).toHaveLength(1));
    finish();
    await settle();
    expect(page.items.map(({ result }) => result?.durationMs)).toEqual([4]);
  });

  it('are predicted anew when other facts of the patient are told, and only then', async () => {
    const { host, page } = open();
    const facts = { ageYears: 60, sex: null, site: 'back' };
    page.chooseRun(3, facts);
    page.add([photograph('a.jpg')]);
    await vi.waitFor(() => expect(page.done).toHaveLength(1));
    page.chooseRun(3, { ...facts });
    expect(page.waitingCount).toBe(0);
    page.chooseRun(3, { ...facts, sex: 'female' });
    await vi.waitFor(() => expect(page.done).toHaveLength(1));
    expect(host.calls.map(({ input }) => (input as { facts: object }).facts)).toEqual([facts, { ...facts, sex: 'female' }]);
  });

  it('can be taken away, even while they are predicted', async () => {
    const { page } = open((fileName) => (fileName === 'a.jpg' ? new Promise(() => undefined) : answer));
    page.chooseRun(3);
    page.add([photograph('a.jpg'), photograph('b.jpg')]);
    await settle();
    page.remove(page.items[0]?.id ?? 0);
    await vi.waitFor(() => expect(page.done).toHaveLength(1));
    expect(page.items.map(({ file }) => file.name)).toEqual(['b.jpg']);
    page.clear();
    expect(page.items).toEqual([]);
  });

  it('can be tried again after a failure that may pass', async () => {
    let isBroken = true;
    const { page } = open(() => {
      if (isBroken) throw new AppError('engine-crashed', 'The engine stopped.');
      return answer;
    });
    page.chooseRun(3);
    page.add([photograph('a.jpg')]);
    await vi.waitFor(() => expect(page.items[0]?.canRetry).toBe(true));
    isBroken = false;
    page.retry(page.items[0]?.id ?? 0);
    await vi.waitFor(() => expect(page.done).toHaveLength(1));
  });

  it('wait for a model', async () => {
    const { host, page } = open();
    page.add([photograph('a.jpg')]);
    await settle();
    expect([page.waitingCount, host.calls]).toEqual([1, []]);
  });
});

it('refuses files that are too large or empty, in words', async () => {
  expect(refuseFile({ name: 'big.tif', size: largestUploadBytes + 1 })).toMatch(/^big\.tif is 41\.9 MB large; at most 41\.9 MB/);
  expect(refuseFile({ name: 'none.jpg', size: 0 })).toContain('is empty');
  expect(refuseFile({ name: 'a.jpg', size: largestUploadBytes })).toBeNull();
  const { host, page } = open();
  page.chooseRun(3);
  page.add([new File([], 'none.jpg')]);
  await settle();
  expect([page.items[0]?.status, page.items[0]?.canRetry, host.calls]).toEqual(['failed', false, []]);
});
