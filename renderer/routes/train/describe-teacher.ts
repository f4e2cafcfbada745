import type { RunTeacher, TeacherCandidate } from '../../../common/domain/distillation.ts';
import { formatCount, formatCounted } from '../../format/numbers.ts';

type Overlap = NonNullable<TeacherCandidate['overlap']>;

/** A line under a run in the list of teachers: what it knows of the training part, or why it cannot teach. */
export function describeCandidate({ obstacle, overlap }: TeacherCandidate): string {
  if (overlap === null) return obstacle ?? '';
  const { trainCount, outOfFoldCount } = overlap;
  if (outOfFoldCount === 0) return 'Was trained on these photographs itself.';
  if (outOfFoldCount === trainCount) return 'Each photograph by networks that were not trained on it.';
  return `${formatCount(outOfFoldCount)} of ${formatCount(trainCount)} photographs by networks that were not trained on them.`;
}

/** What a teacher does to the student's validation figures, in a sentence; null where nothing. */
export function describeFlattery(overlap: Overlap | null): string | null {
  if (overlap === null || overlap.validationTrainedCount === 0) return null;
  const { validationCount, validationTrainedCount } = overlap;
  return `The teacher was trained on ${formatCount(validationTrainedCount)} of the ${formatCounted(validationCount, 'photograph')} of the validation part, so figures on it flatter, the choice of the best epoch and the calibration among them. Figures on the test part do not: the teacher knows none of it.`;
}

/** For a run's facts, behind the teacher's name. */
export function describeTeaching({ trainCount, outOfFoldCount, validationCount, validationTrainedCount }: RunTeacher): string {
  return [
    outOfFoldCount === 0
      ? 'trained on the same photographs'
      : `${formatCount(outOfFoldCount)} of ${formatCounted(trainCount, 'photograph')} by networks that were not trained on them`,
    ...(validationTrainedCount === 0
      ? []
      : [
          `trained on ${formatCount(validationTrainedCount)} of ${formatCount(validationCount)} of the validation part, whose figures flatter`,
        ]),
  ].join('; ');
}
