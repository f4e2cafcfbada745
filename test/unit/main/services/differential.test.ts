import { expect, test } from 'vitest';
import { namingNote } from '../../../../common/domain/run.ts';
import { decodeDifferential, meanSaid, rankDifferential } from '../../../../main/services/differential.ts';

const classes = ['mel', 'bcc', 'nv'];
const network = { rule: 'network', shares: [0.1, 0.25, 0.65] } as const;
const said = { probabilities: [0.2, 0.3, 0.5], votes: [0.5, 0.3, 0.2] };

test('what is named comes first, the others by their probability, and the difference is told', () => {
  const differential = rankDifferential(classes, said, network);
  expect(differential).toEqual([
    { label: 'mel', probability: 0.2 },
    { label: 'nv', probability: 0.5 },
    { label: 'bcc', probability: 0.3 },
  ]);
  expect(namingNote(differential, 'network')).toBe(
    'The network names mel; corrected for how frequent the diagnoses are in the data, nv is more probable.',
  );
  expect(namingNote(rankDifferential(classes, { ...said, votes: said.probabilities }, network), 'network')).toBeNull();
});

test('a beam goes along the votes: as wide as the diagnoses it is the exact ranking, narrow it leaves some out', () => {
  expect(decodeDifferential(classes, said, network, 3)).toEqual(rankDifferential(classes, said, network));
  expect(decodeDifferential(classes, said, network, 1)).toEqual([{ label: 'mel', probability: 0.2 }]);
});

test('a lesion is named by the mean votes of its photographs', () => {
  const mean = meanSaid([said, { probabilities: [0.1, 0.1, 0.8], votes: [0.2, 0.1, 0.7] }]);
  mean.votes.forEach((vote, index) => expect(vote).toBeCloseTo([0.35, 0.2, 0.45][index]!, 12));
  expect(rankDifferential(classes, mean, network)[0]).toMatchObject({ label: 'nv' });
});

test('by probability over share, the rarest that is probable enough comes first, along a beam too, and the sentence says by which rule', () => {
  const balanced = { ...network, rule: 'balanced' } as const;
  const differential = rankDifferential(classes, { ...said, probabilities: [0.1, 0.3, 0.6] }, balanced);
  expect(differential.map(({ label }) => label)).toEqual(['bcc', 'nv', 'mel']);
  expect(decodeDifferential(classes, said, balanced, 3)).toEqual(rankDifferential(classes, said, balanced));
  expect(namingNote(differential, 'balanced')).toBe(
    'bcc is named because rare diagnoses are weighed like frequent ones (the rule “balanced”); nv is more probable.',
  );
});

test('by probability, the most probable comes first and there is nothing to explain', () => {
  const differential = rankDifferential(classes, said, { ...network, rule: 'probable' });
  expect(differential[0]).toEqual({ label: 'nv', probability: 0.5 });
  expect(namingNote(differential, 'probable')).toBeNull();
});
