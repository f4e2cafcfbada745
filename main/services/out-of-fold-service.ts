import type { OutOfFold } from '../../common/domain/out-of-fold.ts';
import type { Run } from '../../common/domain/run.ts';
import type { Said } from '../../common/metrics/naming-scores.ts';
import type { EvaluationRepository } from '../database/repositories/evaluation-repository.ts';
import type { PhotographRepository, PhotographSource } from '../database/repositories/photograph-repository.ts';
import type { PredictionRepository } from '../database/repositories/prediction-repository.ts';
import type { RunRepository } from '../database/repositories/run-repository.ts';
import type { ClassShares } from './class-shares.ts';
import { meanSaid } from './differential.ts';
import { scorePredictions } from './score-predictions.ts';

export interface OutOfFoldServiceParts {
  readonly evaluations: EvaluationRepository;
  readonly photographs: PhotographRepository;
  readonly predictions: PredictionRepository;
  readonly runs: RunRepository;
  readonly shares: ClassShares;
}

interface Validated {
  readonly photograph: PhotographSource;
  /** By each run that validates on it. */
  readonly said: Said[];
}

/** Measures an ensemble by what its runs have said of their validation parts. It reads what was stored and asks no network. */
export class OutOfFoldService {
  readonly #parts: OutOfFoldServiceParts;

  constructor(parts: OutOfFoldServiceParts) {
    this.#parts = parts;
  }

  /** Null for a single run, and for an ensemble of which a run has nothing stored of its validation part. */
  of(runId: number): OutOfFold | null {
    const { runs, shares } = this.#parts;
    const ensemble = runs.get(runId);
    if (ensemble.members === null) return null;
    const members = ensemble.members.map((id) => runs.get(id));
    const newest = members.map((member) => this.#parts.evaluations.list(member.id).find(({ part }) => part === 'validation'));
    const validated = new Map<number, Validated>();
    if (!members.every((member) => this.#collect(member, validated)) || validated.size === 0) return null;
    const judged = [...validated.values()];
    const said = judged.map((one) => meanSaid(one.said));
    const isPriorCorrected = newest.every((evaluation) => (evaluation?.calibration?.bias ?? null) !== null);
    const { metrics, naming, interval, byLesion, byRule, calibration } = scorePredictions(
      ensemble.classes,
      judged.map(({ photograph }) => photograph.diagnosis),
      {
        said,
        network: said.map(({ votes }) => votes),
        isPriorCorrected,
        fit: null,
        lesions: judged.map(({ photograph }) => photograph.lesionId),
      },
      { rule: ensemble.naming, shares: shares.of(ensemble) },
    );
    if (calibration === null) return null;
    const views = new Set(newest.map((evaluation) => evaluation?.views));
    const isByAll = judged.every((one) => one.said.length === members.length);
    return { metrics, naming, interval, byLesion, byRule, calibration, isByAll, views: views.size === 1 ? ([...views][0] ?? null) : null };
  }

  /** Adds what a run said of its validation part; false where not all of that is stored. */
  #collect(run: Run, validated: Map<number, Validated>): boolean {
    const { photographs, predictions } = this.#parts;
    const stored = new Map(predictions.ofPart(run.id, run.splitId, 'validation').map(({ photographId, said }) => [photographId, said]));
    for (const photograph of photographs.sourcesOfPart(run.splitId, 'validation')) {
      const said = stored.get(photograph.id);
      if (said === undefined) return false;
      const known = validated.get(photograph.id);
      if (known === undefined) validated.set(photograph.id, { photograph, said: [said] });
      else known.said.push(said);
    }
    return true;
  }
}
