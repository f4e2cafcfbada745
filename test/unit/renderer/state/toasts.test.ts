import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../../../common/errors/app-error.ts';
import { Toasts } from '../../../../renderer/state/toasts.svelte.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('toasts', () => {
  it('go by themselves when something is done, but never under the pointer', () => {
    const toasts = new Toasts();
    toasts.done('Copied');
    const id = toasts.items[0]!.id;
    toasts.pause(id);
    vi.advanceTimersByTime(60_000);
    expect(toasts.items).toHaveLength(1);
    toasts.resume(id);
    vi.advanceTimersByTime(60_000);
    expect(toasts.items).toHaveLength(0);
  });

  it('stay when something failed, until dismissed', () => {
    const toasts = new Toasts();
    toasts.failure(new AppError('disk-full', 'The disk is full.'));
    vi.advanceTimersByTime(60_000);
    expect(toasts.items.map(({ message }) => message)).toEqual(['The disk is full.']);
    toasts.dismiss(toasts.items[0]!.id);
    expect(toasts.items).toEqual([]);
  });

  it('say nothing about what the user cancelled', () => {
    const toasts = new Toasts();
    toasts.failure(new AppError('cancelled', 'The request was cancelled.'));
    expect(toasts.items).toEqual([]);
  });
});
