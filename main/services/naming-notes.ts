import type { Run } from '../../common/domain/run.ts';

/** What a user should know who has just changed a run's rule, a sentence or two each. */
export function namingNotes(changed: {
  readonly run: Run;
  /** Evaluations of other parts and datasets, by other rules. */
  readonly keptCount: number;
  /** Cases of the validation part that were read before. */
  readonly readCount: number;
  /** Whether the predictions of the validation part keep their names. */
  readonly isLeft: boolean;
}): string[] {
  const { run, keptCount, readCount, isLeft } = changed;
  const notes: string[] = [];
  if (isLeft) {
    notes.push(
      'The stored predictions of the validation part keep their names: an earlier version made them without correcting for how frequent the diagnoses are, or they are not of its newest evaluation. Evaluate the validation part again to have them named by this rule.',
    );
  }
  if (keptCount > 0) {
    notes.push(
      keptCount === 1
        ? 'One evaluation of the test part or of another dataset keeps its figures, which were made by another rule, as it says.'
        : `${keptCount} evaluations of the test part or of other datasets keep their figures, which were made by another rule, as each says.`,
    );
  }
  if (run.namingOpenings > 0) {
    notes.push(
      `Its test part had been opened ${run.namingOpenings === 1 ? 'once' : `${run.namingOpenings} times`} before this choice. A rule that is chosen after looking flatters what is measured there from now on; for an honest figure, train on a new split with the rule chosen beforehand.`,
    );
  }
  if (readCount > 0) {
    notes.push(
      `${readCount === 1 ? 'One case' : `${readCount} cases`} of the validation part ${readCount === 1 ? 'was' : 'were'} read while the model named by another rule. What the reader was shown is kept; Review and an export of the readings say beside it where another diagnosis is named now.`,
    );
  }
  return notes;
}
