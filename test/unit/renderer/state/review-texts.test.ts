import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../../../common/errors/app-error.ts';
import { ReviewTexts } from '../../../../renderer/state/review-texts.svelte.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function open(save: (caseKey: string, changes: object) => Promise<void>): { texts: ReviewTexts; failures: string[] } {
  const failures: string[] = [];
  const texts = new ReviewTexts(save, (caseKey) => failures.push(caseKey));
  texts.open('A', null);
  return { texts, failures };
}

describe('texts of a case', () => {
  it('are saved together after a pause', async () => {
    const saved: unknown[] = [];
    const { texts } = open((caseKey, changes) => Promise.resolve(void saved.push([caseKey, changes])));
    texts.type('note', 'blue');
    texts.type('note', 'blue-grey');
    texts.type('reason', 'veil');
    expect(texts.state).toBe('unsaved');
    await vi.advanceTimersByTimeAsync(2000);
    expect(saved).toEqual([['A', { note: 'blue-grey', reason: 'veil' }]]);
    expect(texts.state).toBe('saved');
    expect(texts.note).toBe('blue-grey');
  });

  it('are saved for their own case when the reader goes on', async () => {
    const saved: unknown[] = [];
    const { texts } = open((caseKey, changes) => Promise.resolve(void saved.push([caseKey, changes])));
    texts.type('note', 'of A');
    const flushed = texts.flush();
    texts.open('B', null);
    expect(texts.note).toBe('');
    await flushed;
    expect(saved).toEqual([['A', { note: 'of A' }]]);
  });

  it('stay, and say so, where saving fails; saving again sends them', async () => {
    let isBroken = true;
    const saved: unknown[] = [];
    const { texts, failures } = open((_, changes) => {
      if (isBroken) return Promise.reject(new AppError('disk-full', 'The disk is full.'));
      saved.push(changes);
      return Promise.resolve();
    });
    texts.type('note', 'kept');
    await vi.advanceTimersByTimeAsync(2000);
    expect([texts.note, texts.state, texts.error?.code]).toEqual(['kept', 'unsaved', 'disk-full']);
    isBroken = false;
    await texts.flush();
    expect(saved).toEqual([{ note: 'kept' }]);
    expect([texts.state, texts.error]).toEqual(['saved', null]);
    expect(failures).toEqual([]);
  });

  it('come back with their case where they could not be saved before the reader went on', async () => {
    const { texts, failures } = open(() => Promise.reject(new AppError('connection-lost', 'Lost.')));
    texts.type('note', 'kept');
    const flushed = texts.flush();
    texts.open('B', null);
    await flushed;
    expect(failures).toEqual(['A']);
    expect(texts.error).toBeNull();
    texts.open('A', null);
    expect([texts.note, texts.state]).toEqual(['kept', 'unsaved']);
  });

  it('typed while an older version is being saved are saved after it', async () => {
    const saved: unknown[] = [];
    let finish = (): void => undefined;
    const { texts } = open((_, changes) => {
      saved.push(changes);
      return new Promise((resolve) => (finish = resolve));
    });
    texts.type('note', 'one');
    const first = texts.flush();
    await vi.advanceTimersByTimeAsync(0);
    texts.type('note', 'two');
    const second = texts.flush();
    expect(saved).toEqual([{ note: 'one' }]);
    finish();
    await first;
    await vi.advanceTimersByTimeAsync(0);
    finish();
    await second;
    expect(saved).toEqual([{ note: 'one' }, { note: 'two' }]);
  });
});
