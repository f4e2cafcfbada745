import { expect, it } from 'vitest';
import { EvaluationDetails } from '../../../../common/domain/run.ts';
import type { Evaluation } from '../../../../common/domain/run.ts';
import { classificationMetrics } from '../../../../common/metrics/classification.ts';
import { describeNaming, describeRules } from '../../../../main/cli/text/naming.ts';

function evaluation(changes: Partial<Evaluation>): Evaluation {
  return {
    id: 1,
    runId: 1,
    datasetId: 1,
    datasetName: 'HAM10000',
    part: 'validation',
    metrics: classificationMetrics(
      ['mel', 'nv'],
      [0, 1],
      [
        [1, 0],
        [0, 1],
      ],
    ),
    unknownLabels: [],
    trainingOverlap: 0,
    testOpening: null,
    views: 1,
    ...EvaluationDetails.parse({}),
    createdAt: '',
    ...changes,
  };
}

const byRule = {
  network: { balancedAccuracy: 0.745, accuracy: 0.849 },
  balanced: { balancedAccuracy: 0.776, accuracy: 0.762 },
  probable: { balancedAccuracy: 0.684, accuracy: 0.856 },
};

it('says by which rule figures are, and on a test part whether that was chosen after looking', () => {
  expect(describeNaming(evaluation({}))).toEqual(['Named as the network answers (rule: network)']);
  const late = { naming: 'balanced', namingOpenings: 1 } as const;
  expect(describeNaming(evaluation(late))).toEqual(['Named by probability over how frequent each diagnosis is (rule: balanced)']);
  expect(describeNaming(evaluation({ ...late, part: 'test' }))[1]).toBe(
    'The rule was chosen after the test part had been opened once: these figures flatter',
  );
});

it('lays the three rules side by side, to choose by on the validation part only', () => {
  expect(describeRules(evaluation({}))).toEqual([]);
  const [, what, table] = describeRules(evaluation({ naming: 'balanced', byRule }));
  expect(what).toContain('choose another with: nevus runs name-by');
  expect(
    table!
      .split('\n')
      .slice(1)
      .map((line) => line.split(/ {2,}/)),
  ).toEqual([
    ['network', '0.745', '0.849'],
    ['balanced *', '0.776', '0.762'],
    ['probable', '0.684', '0.856'],
  ]);
  const [, elsewhere, old] = describeRules(evaluation({ part: 'test', byRule: { ...byRule, balanced: null } }));
  expect(elsewhere).toContain('for information');
  expect(old).toMatch(/balanced +- +-/);
});
