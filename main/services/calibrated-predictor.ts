import type { Run } from '../../common/domain/run.ts';
import { applyTemperature } from '../../common/metrics/calibration.ts';
import { meanRows } from '../../common/metrics/mean-rows.ts';
import type { EvaluationRepository } from '../database/repositories/evaluation-repository.ts';
import type { PhotographSource } from '../database/repositories/photograph-repository.ts';
import type { RunRepository } from '../database/repositories/run-repository.ts';
import type { JobContext } from '../jobs/job-handler.ts';
import type { Predictor } from './predictor.ts';

export interface CalibratedPredictorParts {
  readonly predictor: Predictor;
  readonly runs: RunRepository;
  readonly evaluations: EvaluationRepository;
}

/** What a run says of photographs, before and after its temperature. Of an ensemble both are the mean of its members' calibrated probabilities. */
export interface RunProbabilities {
  readonly network: readonly (readonly number[])[];
  readonly calibrated: readonly (readonly number[])[];
  readonly temperature: number;
}

/** Predictions whose probabilities can be taken at their word, by single runs and by ensembles. */
export class CalibratedPredictor {
  readonly #parts: CalibratedPredictorParts;

  constructor(parts: CalibratedPredictorParts) {
    this.#parts = parts;
  }

  /** The runs whose networks are asked: those of an ensemble, or the run itself. */
  networksOf(run: Run): Run[] {
    return run.members === null ? [run] : run.members.map((id) => this.#parts.runs.get(id));
  }

  /** Fitted on the validation part with as many views; with another number of them where there is none; else 1. */
  temperature(run: Run, views: number): number {
    const { evaluations } = this.#parts;
    return evaluations.validationTemperature(run.id, views) ?? evaluations.validationTemperature(run.id, 1) ?? 1;
  }

  async predictMany(
    run: Run,
    root: string,
    photographs: readonly PhotographSource[],
    views: number,
    context: Pick<JobContext, 'signal' | 'progress'>,
  ): Promise<RunProbabilities> {
    const { predictor } = this.#parts;
    if (run.members === null) {
      const network = await predictor.predictMany(run, root, photographs, views, context);
      const temperature = this.temperature(run, views);
      return { network, calibrated: network.map((row) => applyTemperature(row, temperature)), temperature };
    }
    const answers: (readonly (readonly number[])[])[] = [];
    for (const member of this.networksOf(run)) {
      answers.push((await this.predictMany(member, root, photographs, views, context)).calibrated);
    }
    const mean = photographs.map((_, index) => meanRows(answers.map((rows) => rows[index] ?? [])));
    return { network: mean, calibrated: mean, temperature: 1 };
  }

  /** One photograph that is in no dataset. */
  async predictOne(run: Run, bytes: Uint8Array, name: string, views: number, signal: AbortSignal): Promise<number[]> {
    const answers: number[][] = [];
    for (const network of this.networksOf(run)) {
      const probabilities = await this.#parts.predictor.predictOne(network, bytes, name, views, signal);
      answers.push(applyTemperature(probabilities, this.temperature(network, views)));
    }
    return meanRows(answers);
  }
}
