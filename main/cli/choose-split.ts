import type { Caller } from '../../common/contract/caller.ts';
import type { HostProtocol } from '../../common/contract/host-protocol.ts';
import type { Split } from '../../common/domain/dataset.ts';
import { AppError } from '../../common/errors/app-error.ts';
import { findDataset, findSplit } from './find-items.ts';
import type { CommandTools } from './perform.ts';

/** The split that was named, or the dataset's latest one; one is made where it has none. */
export async function chooseSplit(
  caller: Caller<HostProtocol>,
  datasetText: string | undefined,
  splitText: string | undefined,
  tools: CommandTools,
): Promise<Split> {
  const dataset = datasetText === undefined ? null : await findDataset(caller, datasetText);
  const found = await findSplit(caller, dataset, splitText);
  if (found !== null) return found;
  if (dataset === null) throw new AppError('not-found', 'This workspace has no split yet.');
  const made = await caller.call('splits.create', { datasetId: dataset.id });
  tools.progress.note(`Made split ${made.id} of ${dataset.name}: 15 % validation, 15 % test, by lesion, seed ${made.seed}.`);
  return made;
}
