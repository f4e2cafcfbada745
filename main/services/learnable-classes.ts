import type { Part, Split } from '../../common/domain/dataset.ts';
import { orderDiagnoses } from '../../common/domain/diagnosis.ts';
import { AppError } from '../../common/errors/app-error.ts';

/** The diagnoses of the training part. @throws AppError `invalid-input` where a network cannot be trained or validated on them */
export function learnableClasses(split: Split): string[] {
  const inPart = (part: Part): string[] => split.classCounts.filter((entry) => entry.part === part).map(({ label }) => label);
  const classes = orderDiagnoses(inPart('train'));
  if (classes.length < 2) {
    throw new AppError('invalid-input', 'The training part has photographs of one diagnosis only. A classifier needs at least two.');
  }
  const unlearned = inPart('validation').filter((label) => !classes.includes(label));
  if (unlearned.length > 0) {
    const message = `The validation part has photographs of ${unlearned.join(', ')}, but the training part has none. Choose a split that has them in both.`;
    throw new AppError('invalid-input', message, { labels: unlearned });
  }
  return classes;
}
