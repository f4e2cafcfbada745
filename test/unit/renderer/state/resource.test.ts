import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../common/errors/app-error.ts';
import { Resource } from '../../../../renderer/state/resource.svelte.ts';

/** A fetch that each test answers by hand, in any order. */
function byHand() {
  const answers: { resolve: (value: string) => void; reject: (thrown: unknown) => void; signal: AbortSignal }[] = [];
  const resource = new Resource<string>((signal) => new Promise((resolve, reject) => answers.push({ resolve, reject, signal })));
  return { resource, answers };
}

describe('a resource', () => {
  it('goes from nothing over loading to its value', async () => {
    const { resource, answers } = byHand();
    expect([resource.value, resource.isLoading]).toEqual([undefined, false]);
    const loading = resource.load();
    expect(resource.isLoading).toBe(true);
    answers[0]!.resolve('here');
    await loading;
    expect([resource.value, resource.isLoading, resource.error]).toEqual(['here', false, null]);
  });

  it('never lets an older answer overwrite a newer one, and cancels the older request', async () => {
    const { resource, answers } = byHand();
    const first = resource.load();
    const second = resource.load();
    expect(answers[0]!.signal.aborted).toBe(true);
    answers[1]!.resolve('new');
    await second;
    answers[0]!.resolve('old');
    await first;
    expect(resource.value).toBe('new');
    expect(resource.isLoading).toBe(false);
  });

  it('keeps its value while an attempt to load it again fails, and tells the error', async () => {
    const { resource, answers } = byHand();
    const first = resource.load();
    answers[0]!.resolve('here');
    await first;
    const second = resource.load();
    answers[1]!.reject(new AppError('disk-full', 'The disk is full.'));
    await second;
    expect(resource.value).toBe('here');
    expect(resource.error?.code).toBe('disk-full');
    const third = resource.load();
    answers[2]!.resolve('again');
    await third;
    expect([resource.value, resource.error]).toEqual(['again', null]);
  });

  it('forgets what a cancelled load brings', async () => {
    const { resource, answers } = byHand();
    const loading = resource.load();
    resource.cancel();
    answers[0]!.resolve('late');
    await loading;
    expect([resource.value, resource.isLoading]).toEqual([undefined, false]);
  });
});
