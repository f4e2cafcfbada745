import { join } from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import type { CallInput } from '../../../../../common/contract/define.ts';
import type { HostProtocol } from '../../../../../common/contract/host-protocol.ts';
import { activeJobStatuses } from '../../../../../common/domain/job.ts';
import type { Job } from '../../../../../common/domain/job.ts';
import type { Run } from '../../../../../common/domain/run.ts';
import { SearchConfig } from '../../../../../common/domain/search.ts';
import { AppError } from '../../../../../common/errors/app-error.ts';
import { isStopReached } from '../../../../../engine/training/stop-rules.ts';
import { Database } from '../../../../../main/database/database.ts';
import { DatasetRepository } from '../../../../../main/database/repositories/dataset-repository.ts';
import { JobRepository } from '../../../../../main/database/repositories/job-repository.ts';
import { RunLogRepository } from '../../../../../main/database/repositories/run-log-repository.ts';
import { RunRepository } from '../../../../../main/database/repositories/run-repository.ts';
import { SearchRepository } from '../../../../../main/database/repositories/search-repository.ts';
import { SplitRepository } from '../../../../../main/database/repositories/split-repository.ts';
import { openWorkspace } from '../../../../../main/host/workspace.ts';
import { JobQueue } from '../../../../../main/jobs/job-queue.ts';
import { CheckpointFiles } from '../../../../../main/services/checkpoint-files.ts';
import { EngineFiles } from '../../../../../main/services/engine-files.ts';
import { RunLeftovers } from '../../../../../main/services/run-leftovers.ts';
import { RunReporter } from '../../../../../main/services/run-reporter.ts';
import { RunService } from '../../../../../main/services/run-service.ts';
import { SearchReporter } from '../../../../../main/services/search/search-reporter.ts';
import { SearchService } from '../../../../../main/services/search/search-service.ts';
import type { SearchServiceParts } from '../../../../../main/services/search/search-service.ts';
import { SearchWork } from '../../../../../main/services/search/search-work.ts';
import type { SearchWorkParts } from '../../../../../main/services/search/search-work.ts';
import type { Tell } from '../../../../../main/services/tell.ts';

/** What a simulated training reaches at an epoch, or the error that it ends with: with `detail.isStart`, before its engine has started. */
export type Outcome = (run: Run, epoch: number) => number | AppError;

export interface SimulatedSearches {
  readonly searches: SearchService;
  readonly runs: RunService;
  readonly jobs: JobQueue;
  /** Names of the events told, each with the trial's status. */
  readonly told: string[];
  /** Every epoch that was trained, as `<run> <epoch>`. */
  readonly trained: string[];
  readonly ended: (jobId: number) => Promise<Job>;
  /** Resolves when the run has finished the epoch. */
  readonly epoch: (runId: number, epoch: number) => Promise<void>;
  /** As a host does when it starts. */
  readonly clearLeftovers: () => Promise<void>;
  /** As a host that is killed and another one over the same files. */
  readonly reopen: () => SimulatedSearches;
}

export const base = { model: { architecture: 'two-conv' as const }, epochs: 4, earlyStopping: null };

export function config(changes: Partial<CallInput<HostProtocol, 'searches.start'>> = {}): SearchConfig {
  return SearchConfig.parse({
    splitId: 1,
    recipeId: 'isic-two-conv',
    options: base,
    space: [{ kind: 'linear', path: 'learningRate', from: 0.1, to: 0.9 }],
    method: { kind: 'random' },
    trials: 4,
    ...changes,
  });
}

/** The real service, work, queue and database; only the trainings are simulated, so that it takes no time. `outcome` tells what each reaches. */
export function simulateSearches(folder: string, outcome: Outcome): SimulatedSearches {
  const workspace = openWorkspace(folder);
  const database = new Database(join(folder, 'nevus.sqlite'), {});
  let isGone = false;
  onTestFinished(async () => {
    // A killed host’s queue may still tell its last progress.
    if (isGone) await setTimeout(300);
    database.close();
  });
  prepare(database);
  const told: string[] = [];
  const trained: string[] = [];
  const wakers = new Set<() => void>();
  const wake = (): void => wakers.forEach((waker) => waker());
  const tell: Tell = (name, payload) => {
    told.push('trial' in payload && payload.trial !== null ? `${name} ${payload.trial.status}` : name);
    wake();
  };
  const jobRows = new JobRepository(database);
  const runs = new RunRepository(database);
  const searches = new SearchRepository(database);
  jobRows.settleLeftovers();
  runs.settleLeftovers();
  searches.settleLeftovers();
  const jobs = new JobQueue(jobRows, { onChanged: (job) => tell('jobs.changed', { job }), log: () => undefined });
  const runLogs = new RunLogRepository(database);
  const runReporter = new RunReporter(runs, runLogs, tell);
  const reporter = new SearchReporter(searches, tell);
  const runService = new RunService({ runs, runLogs, searches, searchReporter: reporter, jobRows, jobs, workspace, tell });
  const train: SearchWorkParts['training']['train'] = async (run, { signal, pause, progress }, trial) => {
    runs.markRunning(run.id);
    for (;;) {
      await setImmediate();
      // A killed host does nothing any more.
      if (isGone) await new Promise<never>(() => undefined);
      const reports = runs.epochs(run.id).map((detail) => ({ ...detail, isBest: false }));
      if (reports.length >= run.options.epochs) return { runId: run.id, evaluationId: 1 };
      if (isStopReached(trial?.stops ?? [], reports, run.options)) return { runId: run.id, evaluationId: null };
      if (signal.aborted || pause.aborted) throw new AppError('cancelled', 'It was stopped.');
      progress({ done: reports.length, total: run.options.epochs, unit: 'batches', stage: 'Training' });
      const epoch = reports.length + 1;
      const reached = outcome(run, epoch);
      if (!(reached instanceof AppError) || reached.detail?.['isStart'] !== true) trial?.onEngine();
      if (reached instanceof AppError) throw reached;
      trained.push(`${run.id} ${epoch}`);
      runs.addEpoch(run.id, { record: recordOf(epoch, reached), confusion: [] }, false);
      trial?.onEpochs();
      wake();
    }
  };
  const ofSearches = {
    searches,
    runs,
    jobRows,
    checkpoints: new CheckpointFiles(workspace, runReporter),
    runReporter,
    reporter,
  };
  const splitRows = new SplitRepository(database);
  const service = new SearchService({
    ...ofSearches,
    datasets: new DatasetRepository(database),
    jobs,
    runService,
    engineFiles: new EngineFiles(),
    // Networks that need no weights, a recipe that is there, and one device.
    weights: { backboneFolder: () => null },
    training: {
      lanes: () => ['device'],
      check: ({ splitId }) => Promise.resolve({ split: splitRows.get(splitId), recipe: { id: 'isic-two-conv' }, classes: [] }),
    },
    work: new SearchWork({ ...ofSearches, splitRows, training: { train } }),
    tell,
  } satisfies SearchServiceParts);
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) {
      await new Promise<void>((resolve) => {
        const waker = (): void => {
          wakers.delete(waker);
          resolve();
        };
        wakers.add(waker);
      });
    }
  };
  return {
    searches: service,
    runs: runService,
    jobs,
    told,
    trained,
    ended: async (jobId) => {
      await until(() => !activeJobStatuses.includes(jobs.get(jobId).status));
      return jobs.get(jobId);
    },
    epoch: (runId, epoch) => until(() => trained.includes(`${runId} ${epoch}`)),
    clearLeftovers: () =>
      new RunLeftovers({ runs, checkpoints: ofSearches.checkpoints, workspace, log: (line) => told.push(line) }).clear(),
    reopen: () => {
      isGone = true;
      return simulateSearches(folder, outcome);
    },
  };
}

function prepare(database: Database): void {
  const counts = ['train', 'validation'].flatMap((part) => ['mel', 'nv'].map((label) => ({ part, label, count: 5 })));
  database.prepare(
    "INSERT OR IGNORE INTO dataset (id, name, layout, root, status, has_lesion_ids, created_at) VALUES (1, 'Sample', 'ham10000', '/none', 'ready', 1, '2026-11-21T10:00:00Z')",
  )();
  database.prepare(
    "INSERT OR IGNORE INTO split (id, dataset_id, name, seed, class_counts, created_at) VALUES (1, 1, 'Seed 1', 1, ?, '2026-11-21T10:00:00Z')",
  )(JSON.stringify(counts));
}

function recordOf(epoch: number, value: number): Parameters<RunRepository['addEpoch']>[1]['record'] {
  return {
    epoch,
    trainLoss: 1,
    trainAccuracy: 0.5,
    validationLoss: 1,
    validationAccuracy: 0.5,
    validationBalancedAccuracy: value,
    validationRecall: [value, value],
    validationRecallAtHalf: null,
    validationMalignantRecall: null,
    learningRate: 0.1,
    imagesPerSecond: 1,
    waitShare: 0,
    durationMs: 1,
  };
}
