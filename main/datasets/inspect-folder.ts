import type { ImportIssue, ImportReport } from '../../common/domain/dataset.ts';
import { forEachInParallel, photographsAtOnce } from '../imaging/parallel.ts';
import { buildReport } from './build-report.ts';
import type { AcceptedPhotograph } from './build-report.ts';
import type { ImportProgress } from './import-plan.ts';
import { planImport } from './plan-import.ts';
import { readPhotograph } from './read-photograph.ts';

/**
 * Dry run of an import: plans it and decodes every photograph, several at a time. Changes nothing.
 * @throws AppError as planImport and readPhotograph do
 */
export async function inspectFolder(
  folder: string,
  options: { readonly signal?: AbortSignal | undefined; readonly onProgress?: ImportProgress | undefined } = {},
): Promise<ImportReport> {
  const { signal, onProgress } = options;
  onProgress?.(0, 0, 'Reading the metadata');
  const plan = await planImport(folder, { signal });
  const total = plan.photographs.length;
  const accepted = new Array<AcceptedPhotograph | undefined>(total);
  const issues = new Array<readonly ImportIssue[]>(total);
  let done = 0;
  await forEachInParallel(plan.photographs, photographsAtOnce, signal, async (photograph, index) => {
    const reading = await readPhotograph(plan.root, photograph, { thumbnail: false });
    issues[index] = reading.ok ? reading.issues : [reading.issue];
    if (reading.ok) accepted[index] = { photograph, contentHash: reading.contentHash };
    onProgress?.(++done, total, 'Checking photographs');
  });
  return buildReport(
    plan,
    accepted.filter((item) => item !== undefined),
    issues.flat(),
  );
}
