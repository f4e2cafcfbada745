import type { Caller } from '../../common/contract/caller.ts';
import type { HostProtocol } from '../../common/contract/host-protocol.ts';
import type { RecipeFigures } from '../../common/domain/recipe.ts';
import { ReproductionResult } from '../../common/domain/reproduction.ts';
import type { ReproductionRow } from '../../common/domain/reproduction.ts';
import { AppError, toAppError } from '../../common/errors/app-error.ts';
import type { CommandTools } from './perform.ts';
import { provideDataset } from './reproduction-data.ts';
import { describeEpoch } from './text/epoch.ts';
import { watchJob } from './watch-job.ts';

export interface ReproductionWish {
  /** Folder of datasets, and folders of single projects. */
  readonly folders: { readonly data: string; readonly own: ReadonlyMap<string, string> };
  readonly isQuick: boolean;
  readonly seed: number;
}

/** Imports the photographs where that was not done yet, lets the host reproduce the recipe, and waits for the figures. Ctrl-C pauses it. */
export async function reproduce(
  caller: Caller<HostProtocol>,
  row: ReproductionRow,
  { folders, isQuick, seed }: ReproductionWish,
  tools: CommandTools,
): Promise<RecipeFigures> {
  const { recipe, missingWeights } = row;
  const dataset = await provideDataset(caller, row, folders, tools);
  tools.say(`Reproducing ${recipe.id} on ${dataset.photographCount} photographs ...`);
  if (missingWeights !== null) {
    tools.say(`The ImageNet weights of ${missingWeights.architecture} are not imported: it starts from random ones.`);
  }
  const { jobId } = await caller.call('reproductions.start', { recipeId: recipe.id, datasetId: dataset.id, isQuick, seed });
  const stop = caller.on('runs.epochEnded', ({ runId, epoch: { record } }) =>
    tools.progress.note(`Run ${runId}, epoch ${record.epoch}: ${describeEpoch(record, recipe.options)}`),
  );
  try {
    const { result } = await watchJob(caller, jobId, { ...tools, whenAborted: 'pause' });
    return ReproductionResult.parse(result).figures;
  } catch (thrown) {
    const error = toAppError(thrown);
    if (!tools.signal.aborted) throw error;
    throw new AppError('cancelled', `The reproduction of ${recipe.id} is paused. The same command goes on with it.`, { jobId });
  } finally {
    stop();
  }
}
