import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CaseStatus, Reading } from '../../../../common/domain/review.ts';
import { AppError } from '../../../../common/errors/app-error.ts';
import { Client } from '../../../../renderer/api/client.ts';
import { App } from '../../../../renderer/state/app.svelte.ts';
import { ReviewState } from '../../../../renderer/state/review.svelte.ts';
import { stubBrowserGlobals } from '../helpers/browser-globals.ts';
import { exampleCase, exampleReview, settle } from '../helpers/examples.ts';
import { WindowHost } from '../helpers/window-host.ts';

beforeEach(() => stubBrowserGlobals());
afterEach(() => vi.unstubAllGlobals());

/** A host that keeps readings of the cases A, B and C as the real one does. */
function open(): { host: WindowHost; app: App; review: ReviewState; stop: () => void } {
  const readings = new Map<string, Partial<Reading>>();
  const statuses = new Map<string, CaseStatus>(['A', 'B', 'C'].map((key) => [key, 'open']));
  const answer = (key: string) => exampleReview(key, readings.get(key) ?? null, statuses.get(key) ?? 'open');
  const change = (key: string, status: CaseStatus | null, reading: Partial<Reading> = {}) => {
    if (status !== null) statuses.set(key, status);
    readings.set(key, { ...readings.get(key), ...reading });
    return answer(key);
  };
  const host = new WindowHost({
    'reviews.queue': () => ({ cases: [...statuses].map(([key, status]) => exampleCase(key, status)) }),
    'reviews.get': ({ caseKey }) => answer(caseKey),
    'reviews.lock': ({ caseKey, diagnosis, confidence }) => {
      if (readings.has(caseKey)) throw new AppError('conflict', 'This case is locked already.');
      return change(caseKey, 'read', { ownDiagnosis: diagnosis, confidence });
    },
    'reviews.decide': ({ caseKey, finalDiagnosis, note }) =>
      change(caseKey, null, {
        ...(finalDiagnosis === undefined ? {} : { finalDiagnosis }),
        ...(note === undefined ? {} : { note }),
      }),
    'reviews.sign': ({ caseKey }) => change(caseKey, 'signed'),
    'reviews.unsign': ({ caseKey }) => change(caseKey, 'read'),
    'reviews.defer': ({ caseKey }) => {
      statuses.set(caseKey, 'deferred');
      return answer(caseKey);
    },
  });
  const app = new App(new Client(host.open));
  const review = new ReviewState(app, 1, null);
  return { host, app, review, stop: review.start() };
}

async function lock(review: ReviewState, diagnosis: string): Promise<void> {
  review.chooseOwn({ diagnosis });
  review.chooseOwn({ confidence: 2 });
  await review.lock();
}

describe('reading a case', () => {
  it('begins with the first case that waits, without the model and the truth', async () => {
    const { review, stop } = open();
    await settle();
    expect(review.caseKey).toBe('A');
    expect([review.case?.model, review.case?.truth]).toEqual([null, null]);
    stop();
  });

  it('cannot be locked without diagnosis and confidence, nor changed afterwards', async () => {
    const { review, host, stop } = open();
    await settle();
    review.chooseOwn({ diagnosis: 'nv' });
    expect(review.canLock).toBe(false);
    await review.lock();
    expect(host.calls.some(({ name }) => name === 'reviews.lock')).toBe(false);
    review.chooseOwn({ confidence: 3 });
    await review.lock();
    expect(review.case?.reading?.ownDiagnosis).toBe('nv');
    review.chooseOwn({ diagnosis: 'mel' });
    expect([review.own.diagnosis, review.canLock]).toEqual(['nv', false]);
    stop();
  });

  it('shows what the host refuses, and keeps what was chosen', async () => {
    const { review, app, stop } = open();
    await settle();
    await app.client.call('reviews.lock', { runId: 1, caseKey: 'A', diagnosis: 'bkl', confidence: 1 });
    await lock(review, 'nv');
    expect([review.failure?.code, review.own.diagnosis]).toEqual(['conflict', 'nv']);
    stop();
  });
});

describe('deciding', () => {
  it('keeps the own diagnosis where the model agrees', async () => {
    const { review, stop } = open();
    await settle();
    await lock(review, 'nv');
    expect([review.disagrees, review.finalDiagnosis, review.canSign]).toEqual([false, 'nv', true]);
    stop();
  });

  it('asks to keep or change where the model disagrees', async () => {
    const { review, stop } = open();
    await settle();
    await lock(review, 'mel');
    expect([review.disagrees, review.finalDiagnosis, review.canSign]).toEqual([true, null, false]);
    await review.chooseFinal('nv');
    expect([review.finalDiagnosis, review.canSign]).toEqual(['nv', true]);
    stop();
  });
});

describe('signing', () => {
  it('saves the note first, then goes on to the next case; undo returns', async () => {
    const { review, host, stop } = open();
    await settle();
    await lock(review, 'nv');
    review.texts.type('note', 'symmetric');
    await review.sign();
    await settle();
    const names = host.calls.map(({ name }) => name).filter((name) => name.startsWith('reviews.'));
    expect(names.indexOf('reviews.decide')).toBeLessThan(names.indexOf('reviews.sign'));
    expect(host.calls).toContainEqual({ name: 'reviews.decide', input: { runId: 1, caseKey: 'A', note: 'symmetric' } });
    expect([review.caseKey, review.counts.signed, review.lastSigned]).toEqual(['B', 1, { caseKey: 'A', diagnosis: 'nv' }]);

    await review.unsign();
    await settle();
    expect([review.caseKey, review.counts.signed, review.lastSigned]).toEqual(['A', 0, null]);
    expect(review.case?.reading?.ownDiagnosis).toBe('nv');
    stop();
  });

  it('stays where the reader wants to see the truth first', async () => {
    const { review, stop } = open();
    await settle();
    review.goesOn = false;
    await lock(review, 'nv');
    await review.sign();
    await settle();
    expect([review.caseKey, review.case?.truth]).toEqual(['A', 'mel']);
    stop();
  });

  it('comes to deferred cases at the end, and to an end', async () => {
    const { review, stop } = open();
    await settle();
    await review.defer();
    await settle();
    expect([review.caseKey, review.counts.deferred]).toEqual(['B', 1]);
    for (const expected of ['C', 'A', null]) {
      await lock(review, 'nv');
      await review.sign();
      await settle();
      expect(review.caseKey).toBe(expected);
    }
    expect(review.counts).toEqual({ total: 3, signed: 3, deferred: 0 });
    stop();
  });
});

it('never shows one case under the name of another', async () => {
  const { review, stop } = open();
  await settle();
  review.step(1);
  expect([review.caseKey, review.case]).toEqual(['B', undefined]);
  await settle();
  expect(review.case?.caseKey).toBe('B');
  stop();
});
