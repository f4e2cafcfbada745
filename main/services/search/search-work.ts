import type { Run } from '../../../common/domain/run.ts';
import type { Search, SearchValues } from '../../../common/domain/search.ts';
import { AppError, toAppError } from '../../../common/errors/app-error.ts';
import { trialOptions } from '../../../common/search/trial-options.ts';
import type { JobRepository } from '../../database/repositories/job-repository.ts';
import type { RunRepository } from '../../database/repositories/run-repository.ts';
import type { SearchRepository, StoredTrial } from '../../database/repositories/search-repository.ts';
import type { SplitRepository } from '../../database/repositories/split-repository.ts';
import type { JobContext } from '../../jobs/job-handler.ts';
import { nextSearchStep } from '../../search/next-step.ts';
import type { SearchStep } from '../../search/next-step.ts';
import type { CheckpointFiles } from '../checkpoint-files.ts';
import { learnableClasses } from '../learnable-classes.ts';
import type { RunReporter } from '../run-reporter.ts';
import type { TrainingWork } from '../training-work.ts';
import { describeDeaths, describeDrop, describePruning } from './describe-stop.ts';
import { searchProgress } from './search-progress.ts';
import type { SearchReporter } from './search-reporter.ts';
import { isTrialFailure } from './trial-failure.ts';
import { trialName } from './trial-name.ts';

export interface SearchWorkParts {
  readonly searches: SearchRepository;
  readonly runs: RunRepository;
  readonly splitRows: SplitRepository;
  readonly jobRows: JobRepository;
  readonly training: Pick<TrainingWork, 'train'>;
  readonly checkpoints: CheckpointFiles;
  readonly runReporter: RunReporter;
  readonly reporter: SearchReporter;
}

type TrainStep = Extract<SearchStep, { kind: 'train' }>;

/** Where as many trials failed and none was measured, or the engine died at as many in a row, it is not the trials. */
const mostFailures = 5;
/** An engine that died once at a trial may have been in the way of other programs; after so many times it is the trial. */
const mostDeaths = 2;

/** The deaths of engines since the search was last begun or resumed. */
interface Deaths {
  readonly ofTrial: Map<number, number>;
  /** How many trials in a row failed by them. */
  trialsInARow: number;
}

interface Failure {
  readonly run: Run;
  readonly error: AppError;
  readonly isDeath: boolean;
  readonly deaths: Deaths;
  /** Stores the end of this course of the trial and tells it. */
  readonly end: (change: () => void) => void;
}

/** Goes through a search, step by step. Which step is next follows from what is stored, so that it goes on wherever it was stopped. */
export class SearchWork {
  readonly #parts: SearchWorkParts;

  constructor(parts: SearchWorkParts) {
    this.#parts = parts;
  }

  /** @throws AppError `cancelled` also where it was paused; what stopped a trial and would stop the next one as well */
  async work(searchId: number, context: JobContext): Promise<{ searchId: number; bestTrial: number; bestRunId: number | null }> {
    const { searches } = this.#parts;
    const deaths: Deaths = { ofTrial: new Map(), trialsInARow: 0 };
    for (;;) {
      if (context.signal.aborted || context.pause.aborted) throw new AppError('cancelled', 'The search was stopped.');
      const search = searches.get(searchId);
      const step = nextSearchStep(search, searches.trials(searchId));
      if (step === null) {
        if (search.best === null) throw allFailed(searches.trials(searchId));
        return { searchId, bestTrial: search.best.number, bestRunId: search.best.runId };
      }
      switch (step.kind) {
        case 'begin':
          this.#begin(search, step.number, step.values);
          break;
        case 'train':
          await this.#train(search, step, deaths, context);
          break;
        case 'select':
          await this.#select(search, step);
          break;
      }
    }
  }

  #begin(search: Search, number: number, values: SearchValues): void {
    const { jobRows, reporter, searches } = this.#parts;
    jobRows.atomically(() => searches.addTrial(search.id, { number, values, runId: this.#makeRun(search, number, values).id }));
    reporter.tellTrial(search.id, number);
  }

  #makeRun(search: Search, number: number, values: SearchValues): Run {
    const { runs, splitRows } = this.#parts;
    const { recipeId, datasetId, splitId } = search;
    const classes = learnableClasses(splitRows.get(splitId));
    return runs.insert({
      name: trialName(search.name, number),
      recipeId,
      datasetId,
      splitId,
      options: trialOptions(search, values),
      classes,
    });
  }

  /** A trial begins, or goes on; one whose run was removed meanwhile begins anew. */
  async #train(search: Search, { number, stops }: TrainStep, deaths: Deaths, context: JobContext): Promise<void> {
    const { jobRows, reporter, runReporter, runs, searches, training } = this.#parts;
    const trials = searches.trials(search.id);
    const trial = trialOf(search, trials, number);
    const run = trial.runId === null ? this.#makeRun(search, number, trial.values) : runs.get(trial.runId);
    jobRows.atomically(() => {
      searches.setRun(search.id, number, run.id);
      searches.setStatus(search.id, number, 'running');
      runs.requeue(run.id);
    });
    reporter.tellTrial(search.id, number);
    const headEpochs = run.options.headFirst?.epochs ?? 0;
    let epochsDone = trial.runId === null ? 0 : trial.curve.length;
    const takeEpochs = (): void => {
      const records = runs.epochs(run.id).map(({ record }) => record);
      epochsDone = records.length;
      const { metric } = search;
      searches.setCurve(search.id, number, { metric, options: run.options, records, trainedMs: runs.get(run.id).trainedMs });
    };
    const onEpochs = (): void => {
      takeEpochs();
      reporter.tellTrial(search.id, number);
    };
    const progress: JobContext['progress'] = (update) =>
      context.progress(searchProgress(search, trials, { current: trial, headEpochs, epochsDone }, update));
    const end = (change: () => void): void => {
      jobRows.atomically(() => {
        takeEpochs();
        change();
      });
      runReporter.tellRun(run.id);
      reporter.tellTrial(search.id, number);
    };
    const engine = { hasStarted: false };
    const onEngine = (): void => {
      engine.hasStarted = true;
    };
    try {
      const { evaluationId } = await training.train(run, { ...context, progress }, { stops, onEngine, onEpochs });
      deaths.trialsInARow = 0;
      if (evaluationId !== null) {
        end(() => {
          searches.setStatus(search.id, number, 'done');
          runs.end(run.id, 'succeeded', null);
          runReporter.log(run.id, 'Finished.');
        });
      } else if (search.method.kind === 'halving') {
        end(() => {
          searches.setStatus(search.id, number, 'waiting');
          runs.end(run.id, 'paused', null);
          runReporter.log(run.id, 'Waits for the other trials of its rung.');
        });
      } else {
        end(() => this.#prune(search, number, describePruning(trialOf(search, searches.trials(search.id), number), stops)));
        await this.#parts.checkpoints.forget(run.id);
      }
    } catch (thrown) {
      const error = toAppError(thrown);
      const isDeath = engine.hasStarted && error.code === 'engine-crashed';
      if (!isDeath && !isTrialFailure(thrown)) throw thrown;
      await this.#fail(search, number, { run, error, isDeath, deaths, end });
    }
  }

  /** The failure is the trial's, as far as can be known: at the first death of an engine it is tried once more. */
  async #fail(search: Search, number: number, { run, error, isDeath, deaths, end }: Failure): Promise<void> {
    const { checkpoints, runReporter, runs, searches } = this.#parts;
    const died = (deaths.ofTrial.get(number) ?? 0) + (isDeath ? 1 : 0);
    deaths.ofTrial.set(number, died);
    if (isDeath && died < mostDeaths) {
      end(() => {
        searches.setStatus(search.id, number, 'waiting');
        runs.end(run.id, 'interrupted', error.toBody());
        runReporter.log(run.id, `Interrupted. ${error.message} The search tries it once more.`);
      });
      return;
    }
    const reason = isDeath ? describeDeaths(died, error) : error.message;
    end(() => {
      searches.setStatus(search.id, number, 'failed', reason);
      runs.end(run.id, 'failed', { ...error.toBody(), message: reason });
      runReporter.log(run.id, `Failed. ${reason}`);
    });
    await checkpoints.forget(run.id);
    deaths.trialsInARow = isDeath ? deaths.trialsInARow + 1 : 0;
    if (deaths.trialsInARow >= mostFailures) throw engineDiesAlways(deaths.trialsInARow, error);
    const all = searches.trials(search.id);
    if (all.length >= mostFailures && all.every(({ value }) => value === null)) throw allFailed(all);
  }

  #prune(search: Search, number: number, reason: string): void {
    const { runReporter, runs, searches } = this.#parts;
    const { runId } = trialOf(search, searches.trials(search.id), number);
    searches.setStatus(search.id, number, 'pruned', reason);
    if (runId === null) return;
    runs.end(runId, 'cancelled', { code: 'cancelled', message: reason });
    runReporter.log(runId, reason);
  }

  /** A rung of successive halving is complete. */
  async #select(search: Search, { rung, promoted, dropped }: Extract<SearchStep, { kind: 'select' }>): Promise<void> {
    const { checkpoints, jobRows, reporter, runReporter, searches } = this.#parts;
    const trials = searches.trials(search.id);
    const droppedTrials = trials.filter(({ number }) => dropped.includes(number));
    const compared = trials.filter((trial) => trial.rung === rung && trial.status !== 'failed').length;
    jobRows.atomically(() => {
      for (const number of promoted) searches.promote(search.id, number, rung + 1);
      for (const trial of droppedTrials) this.#prune(search, trial.number, describeDrop(trial, promoted.length, compared));
    });
    for (const { number, runId } of droppedTrials) {
      reporter.tellTrial(search.id, number);
      if (runId !== null) runReporter.tellRun(runId);
    }
    // Only then: while files go, somebody may remove such a run, and of that nothing can be told.
    for (const { runId } of droppedTrials) if (runId !== null) await checkpoints.forget(runId);
  }
}

function trialOf({ id }: Search, trials: readonly StoredTrial[], number: number): StoredTrial {
  const trial = trials.find((each) => each.number === number);
  if (trial === undefined) throw new AppError('internal', `Search ${id} has no trial ${number}.`);
  return trial;
}

function engineDiesAlways(trials: number, error: AppError): AppError {
  const message = `The engine died at each of the last ${trials} trials, the last time like this: ${error.message} All trials so far are kept. Resume the search when there is room for it.`;
  return new AppError('engine-crashed', message, error.detail);
}

function allFailed(trials: readonly StoredTrial[]): AppError {
  const reason = trials.findLast((trial) => trial.reason !== null)?.reason ?? 'none was trained to the end of an epoch.';
  const message = `Every trial failed (${trials.length} of ${trials.length}), the last one like this: ${reason} Start a search with other options or a narrower space.`;
  return new AppError('invalid-input', message, { trials: trials.length });
}
