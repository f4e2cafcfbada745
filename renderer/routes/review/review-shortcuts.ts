import { describeDiagnosis, diagnosisIds } from '../../../common/domain/diagnosis.ts';
import type { Shortcut } from '../../keyboard/shortcuts.svelte.ts';
import type { ReviewState } from '../../state/review.svelte.ts';

export interface ConfidenceLevel {
  readonly value: number;
  readonly label: string;
  readonly key: string;
}

export const confidenceLevels: readonly ConfidenceLevel[] = [
  { value: 1, label: 'A guess', key: 'q' },
  { value: 2, label: 'Fairly sure', key: 'w' },
  { value: 3, label: 'Certain', key: 'e' },
];

/** Everything in Review by keyboard. 1 to 7 give the own diagnosis; once that is locked, the final one. */
export function reviewShortcuts(review: ReviewState): Shortcut[] {
  const diagnose = (id: string): void => {
    if (review.case?.reading === null) review.chooseOwn({ diagnosis: id });
    else void review.chooseFinal(id);
  };
  return [
    ...diagnosisIds.map((id, index) => ({ keys: String(index + 1), title: describeDiagnosis(id).name, run: () => diagnose(id) })),
    ...confidenceLevels.map(({ value, label, key }) => ({
      keys: key,
      title: `Confidence: ${label.toLowerCase()}`,
      run: () => review.chooseOwn({ confidence: value }),
    })),
    { keys: 'l', title: 'Lock your diagnosis', run: () => void review.lock() },
    { keys: 's', title: 'Sign', run: () => void review.sign() },
    { keys: 'd', title: 'Defer', run: () => void review.defer() },
    { keys: 'u', title: 'Undo signing', run: () => void review.unsign() },
    { keys: 'n', title: 'Write a note', run: () => document.getElementById('review-note')?.focus() },
    { keys: 'j', title: 'Next case', run: () => review.step(1) },
    { keys: 'k', title: 'Case before', run: () => review.step(-1) },
    { keys: ']', title: 'Next photograph of the lesion', run: () => review.showPhotograph(review.photographIndex + 1) },
    { keys: '[', title: 'Photograph before', run: () => review.showPhotograph(review.photographIndex - 1) },
  ];
}
