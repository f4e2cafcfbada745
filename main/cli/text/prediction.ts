import { describeDiagnosis } from '../../../common/domain/diagnosis.ts';
import { namingNote } from '../../../common/domain/run.ts';
import type { FilePrediction } from '../predict-file.ts';
import { formatTable } from './table.ts';

/** A photograph's differential diagnosis, a line each. */
export function describePrediction(prediction: FilePrediction): string {
  if ('error' in prediction) return `${prediction.file}: not predicted. ${prediction.error.message}`;
  const rows = prediction.differential.map(({ label, probability }) => {
    const { name, isMalignant } = describeDiagnosis(label);
    return [`${(100 * probability).toFixed(1)}%`, label, name, isMalignant ? 'malignant' : 'benign'];
  });
  const siteNote = prediction.isSiteUnknown ? 'The run never saw this body site in training and took it as unknown.' : null;
  const notes = [namingNote(prediction.differential, prediction.naming), siteNote].filter((note) => note !== null);
  return `${[prediction.file, ...notes, formatTable(['probability', 'diagnosis', 'name', 'kind'], rows)].join('\n')}\n`;
}
