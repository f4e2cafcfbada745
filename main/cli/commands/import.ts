import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Caller } from '../../../common/contract/caller.ts';
import type { HostProtocol } from '../../../common/contract/host-protocol.ts';
import { AppError, toAppError } from '../../../common/errors/app-error.ts';
import { findDataset } from '../find-items.ts';
import { perform } from '../perform.ts';
import type { CommandResult } from '../perform.ts';
import { describeImportReport, describeImported } from '../text/import-report.ts';
import { watchJob } from '../watch-job.ts';
import type { WatchOptions } from '../watch-job.ts';

interface ImportOptions {
  readonly name?: string;
  readonly dryRun?: true;
  readonly resume?: string;
}

export function addImportCommand(program: Command): void {
  program
    .command('import')
    .description(
      'Import photographs: HAM10000 in any of its layouts, an ISIC 2018 test set with its ground truth, an ISIC archive folder with metadata.csv, one folder for each class (perhaps under Train and Test), or a table of pixels (hmnist_28_28_RGB.csv and its siblings). The originals are only read.',
    )
    .argument('[folder]', 'folder with the metadata and the photographs, or the table of pixels')
    .option('--name <name>', 'name of the dataset (default: that of the folder)')
    .option('--dry-run', 'read everything, say what is wrong with it, import nothing')
    .option('--resume <dataset>', 'go on with an import that was cancelled or interrupted (id or name)')
    .action((folder: string | undefined, options: ImportOptions, command: Command) =>
      perform(command, async ({ openHost, signal, progress }) => {
        if ((folder === undefined) === (options.resume === undefined)) {
          throw new AppError('invalid-input', 'Name either the folder to import or, with --resume, the dataset to go on with.');
        }
        const caller = await openHost();
        const watch = { signal, progress };
        if (options.resume !== undefined) return resumeImport(caller, options.resume, watch);
        const { folderId } = await caller.call('folders.open', { path: resolve(folder ?? '') });
        return options.dryRun === true
          ? inspect(caller, folderId, watch)
          : startImport(caller, { folderId, ...(options.name === undefined ? {} : { name: options.name }) }, watch);
      }),
    );
}

async function inspect(caller: Caller<HostProtocol>, folderId: string, watch: WatchOptions): Promise<CommandResult> {
  const { jobId } = await caller.call('imports.inspect', { folderId });
  await watchJob(caller, jobId, watch);
  const report = await caller.call('imports.report', { jobId });
  return {
    json: { dryRun: true, dataset: null, imported: 0, rejected: report.rejectedCount, report },
    text: `${describeImportReport(report)}\nNothing was imported.`,
  };
}

async function startImport(
  caller: Caller<HostProtocol>,
  input: { folderId: string; name?: string },
  watch: WatchOptions,
): Promise<CommandResult> {
  const { jobId, datasetId } = await caller.call('imports.start', input);
  return finishImport(caller, jobId, datasetId, watch);
}

async function resumeImport(caller: Caller<HostProtocol>, text: string, watch: WatchOptions): Promise<CommandResult> {
  const { id } = await findDataset(caller, text);
  const { jobId } = await caller.call('imports.resume', { datasetId: id });
  return finishImport(caller, jobId, id, watch);
}

async function finishImport(caller: Caller<HostProtocol>, jobId: number, datasetId: number, watch: WatchOptions): Promise<CommandResult> {
  try {
    await watchJob(caller, jobId, watch);
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code !== 'cancelled') throw error;
    const message = `The import was stopped; what was read until then is kept. Go on with: nevus import --resume ${datasetId}`;
    throw new AppError('cancelled', message, { dataset: datasetId });
  }
  const dataset = await caller.call('datasets.get', { datasetId });
  const { issues } = await caller.call('datasets.rejections', { datasetId });
  return {
    json: {
      dataset: dataset.id,
      name: dataset.name,
      layout: dataset.layout,
      imported: dataset.photographCount,
      rejected: dataset.rejectedCount,
      lesions: dataset.hasLesionIds ? dataset.lesionCount : null,
      classCounts: dataset.classCounts,
      rejections: issues,
    },
    text: describeImported(dataset, issues),
  };
}
