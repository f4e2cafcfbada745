import { expect, test } from 'vitest';
import type { BackboneSpec } from '../../../../common/domain/model-spec.ts';
import type { SearchPlan, SearchValues } from '../../../../common/domain/search.ts';
import { nextHalvingStep, rungEpochs, rungSize } from '../../../../main/search/halving.ts';
import type { RungTrial } from '../../../../main/search/halving.ts';
import { options, planOf, trialOf } from './searched-function.ts';

const method = { kind: 'halving', eta: 3, firstRung: 1 } as const;
const plan: SearchPlan = planOf({ method, trials: 9 });

/** Plays a search in which trial n reaches n tenths, a little more each epoch; tells the steps as words. */
function play(changes: (trial: RungTrial) => RungTrial = (trial) => trial): { steps: string[]; trials: RungTrial[] } {
  let trials: RungTrial[] = [];
  const steps: string[] = [];
  for (;;) {
    const step = nextHalvingStep(plan, method, trials);
    if (step === null) return { steps, trials };
    switch (step.kind) {
      case 'propose':
        trials.push(trialOf(trials.length + 1, [], { status: 'waiting' }));
        break;
      case 'train': {
        const { number, untilEpoch } = step;
        steps.push(`${number} to ${untilEpoch ?? 'its end'}`);
        const curve = Array.from({ length: untilEpoch ?? options.epochs }, (_, epoch) => number / 10 + epoch / 1000);
        const trained = (trial: RungTrial): RungTrial => changes({ ...trial, curve, status: untilEpoch === null ? 'done' : 'waiting' });
        trials = trials.map((trial) => (trial.number === number ? trained(trial) : trial));
        break;
      }
      case 'select':
        steps.push(`rung ${step.rung}: ${step.promoted.join(' ')} go on, ${step.dropped.join(' ')} stop`);
        trials = trials.map((trial) => ({
          ...trial,
          rung: step.promoted.includes(trial.number) ? trial.rung + 1 : trial.rung,
          status: step.dropped.includes(trial.number) ? 'pruned' : trial.status,
        }));
        break;
    }
  }
}

test('rungs are eta times as long as the one before, up to a whole training', () => {
  expect(rungEpochs(1, 3, 9)).toEqual([1, 3, 9]);
  expect(rungEpochs(2, 3, 20)).toEqual([2, 6, 18, 20]);
  expect(rungEpochs(4, 2, 5)).toEqual([4, 5]);
  expect([0, 1, 2, 3].map((rung) => rungSize(20, 3, rung))).toEqual([20, 6, 2, 1]);
});

test('a third of each rung goes on, and one trains to its end', () => {
  const { steps } = play();
  expect(steps.slice(0, 9)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => `${number} to 1`));
  expect(steps.slice(9)).toEqual([
    'rung 0: 9 8 7 go on, 1 2 3 4 5 6 stop',
    '7 to 3',
    '8 to 3',
    '9 to 3',
    'rung 1: 9 go on, 7 8 stop',
    '9 to its end',
  ]);
});

test('one that fails is out; one that ended early keeps its place by what it reached', () => {
  const { steps } = play((trial) => {
    if (trial.number === 9) return { ...trial, status: 'failed', value: null };
    return trial.number === 8 ? { ...trial, status: 'done' } : trial;
  });
  expect(steps.slice(9)).toEqual(['rung 0: 8 7 6 go on, 1 2 3 4 5 stop', '6 to 3', '7 to 3', 'rung 1: 8 go on, 6 7 stop']);
});

test('only what was reached within the rung is compared', () => {
  const trials = [trialOf(1, [0.5], { status: 'waiting' }), trialOf(2, [0.4, 0.9], { status: 'waiting' })];
  expect(nextHalvingStep(planOf({ method, trials: 2 }), method, trials)).toMatchObject({ kind: 'select', promoted: [1], dropped: [2] });
});

test('what trials reached on smaller photographs counts only while they have seen no others', () => {
  const base = options.model as BackboneSpec;
  const sized: SearchPlan = {
    ...plan,
    trials: 3,
    options: {
      ...options,
      model: { ...base, imageSize: 64, trainable: 'all' },
      smallerFirst: [{ imageSize: 32, epochs: 2 }],
    },
  };
  const curves = [
    [0.9, 0.9, 0.1],
    [0.1, 0.1, 0.3],
    [0.2, 0.2, 0.2],
  ];
  const promotedAfter = (firstRung: number, values: SearchValues = {}): unknown =>
    nextHalvingStep(
      sized,
      { eta: 3, firstRung },
      curves.map((curve, index) => trialOf(index + 1, curve.slice(0, firstRung), { status: 'waiting', values })),
    );
  expect(promotedAfter(2)).toMatchObject({ kind: 'select', promoted: [1] });
  expect(promotedAfter(3)).toMatchObject({ kind: 'select', promoted: [2] });
  // What is searched may be the sizes themselves.
  expect(promotedAfter(3, { smallerFirst: [] })).toMatchObject({ kind: 'select', promoted: [1] });
});
