import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { Remembered } from '../../../../renderer/state/remembered.svelte.ts';
import { stubBrowserGlobals } from '../helpers/browser-globals.ts';

let storage: Map<string, string>;

beforeEach(() => {
  storage = stubBrowserGlobals().storage;
});

afterEach(() => {
  vi.unstubAllGlobals();
});

it('keeps a preference over a reload', () => {
  new Remembered('test', z.number(), 1).value = 5;
  expect(new Remembered('test', z.number(), 1).value).toBe(5);
});

it('takes what cannot be read, or has another shape, as absent', () => {
  storage.set('nevus.test', '{');
  expect(new Remembered('test', z.number(), 1).value).toBe(1);
  storage.set('nevus.test', '"five"');
  expect(new Remembered('test', z.number(), 1).value).toBe(1);
});
