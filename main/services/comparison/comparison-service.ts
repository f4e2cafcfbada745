import type { ParsedInput } from '../../../common/contract/define.ts';
import type { HostProtocol } from '../../../common/contract/host-protocol.ts';
import type { ComparedPart, RunComparison } from '../../../common/domain/comparison.ts';
import type { Evaluation, Run } from '../../../common/domain/run.ts';
import { AppError } from '../../../common/errors/app-error.ts';
import type { EvaluationRepository } from '../../database/repositories/evaluation-repository.ts';
import type { PhotographRepository } from '../../database/repositories/photograph-repository.ts';
import type { PredictionRepository, StoredPrediction } from '../../database/repositories/prediction-repository.ts';
import type { RunRepository } from '../../database/repositories/run-repository.ts';
import type { SplitRepository } from '../../database/repositories/split-repository.ts';
import type { ClassShares } from '../class-shares.ts';
import { comparePredictions } from './compare-predictions.ts';
import type { JudgedPhotograph } from './compare-predictions.ts';

export interface ComparisonServiceParts {
  readonly evaluations: EvaluationRepository;
  readonly photographs: PhotographRepository;
  readonly predictions: PredictionRepository;
  readonly runs: RunRepository;
  readonly shares: ClassShares;
  readonly splits: SplitRepository;
}

/** What a run has stored of a part of its split. */
interface Stored {
  readonly run: Run;
  readonly evaluation: Evaluation;
  readonly photographs: readonly JudgedPhotograph[];
  readonly predictions: ReadonlyMap<number, StoredPrediction>;
}

/** Lays trained runs beside each other. It reads what was stored, and neither evaluates nor opens a test part. */
export class ComparisonService {
  readonly #parts: ComparisonServiceParts;

  constructor(parts: ComparisonServiceParts) {
    this.#parts = parts;
  }

  async compare(input: ParsedInput<HostProtocol, 'runs.compare'>, signal: AbortSignal): Promise<RunComparison> {
    const { part } = input;
    const runs = input.runIds.map((id) => this.#parts.runs.get(id));
    requireSameDataset(runs);
    const newest = runs.map((run) => this.#newestEvaluation(run, part));
    requireEvaluated(runs, newest, part);
    const stored = runs.flatMap((run, index) => {
      const evaluation = newest[index];
      return evaluation === undefined ? [] : [this.#stored(run, evaluation, part)];
    });
    const photographs = commonPhotographs(stored);
    if (photographs.length === 0) throw this.#nothingInCommon(runs, part);
    const judgements = stored.map(({ run, evaluation, photographs: own, predictions }) => ({
      runId: run.id,
      classes: run.classes,
      shares: this.#parts.shares.of(run),
      partSize: own.length,
      evaluation,
      answers: photographs.flatMap(({ id }) => predictions.get(id) ?? []),
    }));
    const referenceRunId = input.referenceRunId ?? input.runIds[0] ?? 0;
    const figures = await comparePredictions(photographs, judgements, input.runIds.indexOf(referenceRunId), signal);
    return { part, referenceRunId, datasetId: runs[0]?.datasetId ?? 0, ...figures };
  }

  #newestEvaluation(run: Run, part: ComparedPart): Evaluation | undefined {
    return this.#parts.evaluations.list(run.id).find((evaluation) => evaluation.part === part);
  }

  #stored(run: Run, evaluation: Evaluation, part: ComparedPart): Stored {
    const { photographs, predictions } = this.#parts;
    const own = predictions.ofPart(run.id, run.splitId, part);
    return {
      run,
      evaluation,
      photographs: photographs.originsOfSplit(run.splitId).filter((photograph) => photograph.part === part),
      predictions: new Map(own.map((prediction) => [prediction.photographId, prediction])),
    };
  }

  #nothingInCommon(runs: readonly Run[], part: ComparedPart): AppError {
    const splits = runs.map(({ name, splitId }) => `${name} on ${this.#parts.splits.get(splitId).name}`).join(', ');
    const other = part === 'validation' ? ' Folds of one cross-validation share their test part only.' : '';
    return new AppError(
      'conflict',
      `No photograph lies in the ${part} part of all these runs, which were trained on different splits: ${splits}.${other} Compare runs of one split. Nothing was changed.`,
      { runIds: runs.map(({ id }) => id) },
    );
  }
}

/** Those that lie in this part of every run's split and that every run has judged, in the order of import. */
function commonPhotographs([first, ...others]: readonly Stored[]): JudgedPhotograph[] {
  if (first === undefined) return [];
  const parts = others.map(({ photographs }) => new Set(photographs.map(({ id }) => id)));
  return first.photographs.filter(
    ({ id }) => first.predictions.has(id) && parts.every((ids) => ids.has(id)) && others.every(({ predictions }) => predictions.has(id)),
  );
}

function requireSameDataset([first, ...others]: readonly Run[]): void {
  const elsewhere = others.find(({ datasetId }) => datasetId !== first?.datasetId);
  if (first === undefined || elsewhere === undefined) return;
  throw new AppError(
    'invalid-input',
    `${elsewhere.name} and ${first.name} were trained on different datasets, so that there is no photograph to compare them on. Compare runs of one dataset.`,
    { runIds: [elsewhere.id, first.id] },
  );
}

function requireEvaluated(runs: readonly Run[], evaluations: readonly (Evaluation | undefined)[], part: ComparedPart): void {
  const missing = runs.filter((_, index) => evaluations[index] === undefined);
  const [first] = missing;
  if (first === undefined) return;
  const ensemble = part === 'validation' ? missing.find(({ members }) => members !== null) : undefined;
  const message = ensemble === undefined ? lackOf(missing, part) : lackOfEnsemble(ensemble);
  throw new AppError('not-allowed', message, { part, runIds: missing.map(({ id }) => id) });
}

function lackOf(missing: readonly Run[], part: ComparedPart): string {
  const names = missing.map(({ name }) => name).join(', ');
  if (part === 'test') {
    return `The test part has not been opened with ${names}, and comparing never opens it. Compare on the validation part; once nothing is left to decide, open the test part with each run, which is counted, and compare again.`;
  }
  const [has, it] = missing.length === 1 ? ['has', 'it'] : ['have', 'them'];
  return `${names} ${has} not been evaluated on the validation part. Evaluate ${it} there, then compare again. Nothing was changed.`;
}

function lackOfEnsemble({ name }: Run): string {
  return `${name} is an ensemble and has no validation part: what validates one of its runs may have taught another. Compare it on the test part where that has been opened with all of these runs, or leave it out.`;
}
