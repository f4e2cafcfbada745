import { expect, test } from 'vitest';
import type { GraphSession } from '../../../../engine/graph/binding.ts';
import { checkAgreement } from '../../../../engine/graph/check-agreement.ts';

/** Holds what a session would compute against a loss and two gradients, of which the second is nothing but rounding. */
function check(found: Record<string, number[]>): void {
  const expected = new Map([
    ['loss', Float32Array.of(2)],
    ['gradient weight/0', Float32Array.of(1, -1, 0.5)],
    ['gradient weight/1', Float32Array.of(1e-8, -2e-8, 0)],
  ]);
  const values = Object.values(found).map((list) => Float32Array.from(list));
  const session = { compute: () => values } as unknown as GraphSession;
  checkAgreement(expected, session, [], new Map(Object.keys(found).map((name) => [name, `${name}:0`])));
}

const right = { loss: [2], 'gradient weight/0': [1, -1, 0.5], 'gradient weight/1': [1e-8, -2e-8, 0] };

test('rounding is let pass, in gradients that are nothing else too', () => {
  check(right);
  check({ loss: [2.0001], 'gradient weight/0': [1.0001, -1, 0.5], 'gradient weight/1': [-1e-8, 3e-8, 0] });
});

test.for<[string, Record<string, number[]>, RegExp]>([
  ['a loss that is off', { ...right, loss: [2.01] }, /loss is not what/],
  ['one gradient that is off', { ...right, 'gradient weight/0': [1, -1, 0.51] }, /gradient weight\/0 is not what/],
  ['a gradient that should be nothing', { ...right, 'gradient weight/1': [1e-3, 0, 0] }, /gradient weight\/1 is not what/],
  ['no number', { ...right, 'gradient weight/0': [1, NaN, 0.5] }, /gradient weight\/0 is not what/],
  ['another size', { ...right, 'gradient weight/0': [1, -1] }, /gradient weight\/0 has another size/],
])('%s is refused', ([, found, message]) => {
  expect(() => check(found)).toThrow(expect.objectContaining({ name: 'NotCompilable', message: expect.stringMatching(message) as string }));
});
