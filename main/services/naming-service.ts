import type { NamingRule } from '../../common/domain/naming.ts';
import type { Evaluation, Run } from '../../common/domain/run.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { Database } from '../database/database.ts';
import type { EvaluationRepository } from '../database/repositories/evaluation-repository.ts';
import type { PhotographRepository } from '../database/repositories/photograph-repository.ts';
import type { NewPrediction, PredictionRepository } from '../database/repositories/prediction-repository.ts';
import type { ReadingRepository } from '../database/repositories/reading-repository.ts';
import type { RunRepository } from '../database/repositories/run-repository.ts';
import type { SplitRepository } from '../database/repositories/split-repository.ts';
import type { JobQueue } from '../jobs/job-queue.ts';
import type { ClassShares } from './class-shares.ts';
import { nameAll } from './evaluation-details.ts';
import { namingNotes } from './naming-notes.ts';
import { confusionOf, scorePredictions } from './score-predictions.ts';
import type { Scores } from './score-predictions.ts';
import type { Tell } from './tell.ts';

export interface NamingServiceParts {
  readonly database: Database;
  readonly evaluations: EvaluationRepository;
  readonly jobs: JobQueue;
  readonly photographs: PhotographRepository;
  readonly predictions: PredictionRepository;
  readonly readings: ReadingRepository;
  readonly runs: RunRepository;
  readonly shares: ClassShares;
  readonly splits: SplitRepository;
  readonly tell: Tell;
}

interface Renamed {
  readonly scores: Scores;
  readonly names: readonly Pick<NewPrediction, 'photographId' | 'predicted'>[];
}

/** Changes the rule by which a trained run names diagnoses. */
export class NamingService {
  readonly #parts: NamingServiceParts;

  constructor(parts: NamingServiceParts) {
    this.#parts = parts;
  }

  /** @throws AppError `conflict` while a job is at the run */
  nameBy(runId: number, rule: NamingRule): { run: Run; evaluation: Evaluation | null; notes: string[] } {
    const { database, evaluations, predictions, runs, tell } = this.#parts;
    const before = runs.get(runId);
    this.#requireIdle(before);
    const ofRun = evaluations.list(runId);
    const newest = ofRun.find(({ part }) => part === 'validation') ?? null;
    const renamed = newest === null ? null : this.#rename(before, newest, rule);
    const openings = this.#openings(before, rule);
    const evaluation = database.durably(() => {
      runs.setNaming(runId, rule, openings);
      if (newest === null || renamed === null) return null;
      predictions.rename(runId, rule, renamed.names);
      const details = { ...newest, ...renamed.scores, calibration: newest.calibration, namingOpenings: openings };
      return evaluations.refigure(newest.id, { metrics: renamed.scores.metrics, details });
    });
    const run = runs.get(runId);
    tell('runs.changed', { run });
    if (evaluation !== null) tell('evaluations.changed', { evaluation });
    const keptCount = ofRun.filter((other) => other.part !== 'validation' && other.naming !== rule).length;
    const notes = namingNotes({ run, keptCount, readCount: this.#readCount(before, rule), isLeft: newest !== null && renamed === null });
    return { run, evaluation, notes };
  }

  /** The newest evaluation's predictions by another rule; null where they have no prior that could be told, or where they are not that evaluation's any more. */
  #rename(run: Run, newest: Evaluation, rule: NamingRule): Renamed | null {
    const { photographs, predictions, shares } = this.#parts;
    const { calibration } = newest;
    if (calibration === null || calibration.bias === null) return null;
    const target = photographs.sourcesOfPart(run.splitId, 'validation');
    const stored = predictions.ofPart(run.id, run.splitId, 'validation');
    if (stored.length !== target.length) return null;
    const said = stored.map((prediction) => prediction.said);
    const fit = { temperature: calibration.temperature, bias: calibration.bias };
    const predicted = { said, fit, isPriorCorrected: true, network: said.map(({ votes }) => votes) };
    const labels = target.map(({ diagnosis }) => diagnosis);
    const lesions = target.map(({ lesionId }) => lesionId);
    const naming = { rule, shares: shares.of(run) };
    const before = confusionOf(run.classes, labels, said, { ...naming, rule: newest.naming });
    if (JSON.stringify(before) !== JSON.stringify(newest.metrics.confusion)) return null;
    const named = nameAll(said, naming);
    return {
      scores: scorePredictions(run.classes, labels, { ...predicted, lesions }, naming),
      names: stored.map(({ photographId }, index) => ({ photographId, predicted: run.classes[named[index] ?? 0] ?? '' })),
    };
  }

  /** What was preset before anybody looked is as good as never changed. */
  #openings(run: Run, rule: NamingRule): number {
    if (rule === run.naming) return run.namingOpenings;
    if (rule === run.options.naming) return 0;
    return this.#parts.splits.get(run.splitId).testOpenings;
  }

  /** Cases of the validation part that were read while the model named by another rule; by which, older readings do not know. */
  #readCount(run: Run, rule: NamingRule): number {
    const { predictions, readings } = this.#parts;
    if (rule === run.naming) return 0;
    const keys = new Set(predictions.ofPart(run.id, run.splitId, 'validation').map(({ caseKey }) => caseKey));
    return readings.list(run.id).filter(({ caseKey, reading, shown }) => reading !== null && shown?.naming !== rule && keys.has(caseKey))
      .length;
  }

  #requireIdle(run: Run): void {
    const { jobs, runs } = this.#parts;
    const users = new Set([
      run.id,
      ...runs
        .list()
        .filter(({ members }) => members?.includes(run.id) === true)
        .map(({ id }) => id),
    ]);
    const active = jobs.activeJobs(({ runId }) => runId !== null && users.has(runId));
    if (active.length === 0 && run.status !== 'queued' && run.status !== 'running') return;
    throw new AppError(
      'conflict',
      `${run.name} is being trained or evaluated. Wait for the end, then choose by which rule it names diagnoses. Nothing was changed.`,
      { jobIds: active },
    );
  }
}
