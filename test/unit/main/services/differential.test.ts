import { expect, test } from 'vitest';
import { namingNote } from '../../../../common/domain/run.ts';
import { decodeDifferential, meanSaid, rankDifferential } from '../../../../main/services/differential.ts';

const classes = ['mel', 'bcc', 'nv'];
const said = { probabilities: [0.2, 0.3, 0.5], votes: [0.5, 0.3, 0.2] };

test('what is named comes first, the others by their probability, and the difference is told', () => {
  const differential = rankDifferential(classes, said);
  expect(differential).toEqual([
    { label: 'mel', probability: 0.2 },
    { label: 'nv', probability: 0.5 },
    { label: 'bcc', probability: 0.3 },
  ]);
  expect(namingNote(differential)).toBe(
    'The network names mel; corrected for how frequent the diagnoses are in the data, nv is more probable.',
  );
  expect(namingNote(rankDifferential(classes, { ...said, votes: said.probabilities }))).toBeNull();
});

test('a beam goes along the votes: as wide as the diagnoses it is the exact ranking, narrow it leaves some out', () => {
  expect(decodeDifferential(classes, said, 3)).toEqual(rankDifferential(classes, said));
  expect(decodeDifferential(classes, said, 1)).toEqual([{ label: 'mel', probability: 0.2 }]);
});

test('a lesion is named by the mean votes of its photographs', () => {
  const mean = meanSaid([said, { probabilities: [0.1, 0.1, 0.8], votes: [0.2, 0.1, 0.7] }]);
  mean.votes.forEach((vote, index) => expect(vote).toBeCloseTo([0.35, 0.2, 0.45][index]!, 12));
  expect(rankDifferential(classes, mean)[0]).toMatchObject({ label: 'nv' });
});
