import type { Run } from '../../common/domain/run.ts';
import { applyTemperature } from '../../common/metrics/calibration.ts';
import type { CalibrationFit } from '../../common/metrics/fit-calibration.ts';
import { meanRows } from '../../common/metrics/mean-rows.ts';
import type { EvaluationRepository } from '../database/repositories/evaluation-repository.ts';
import type { PhotographSource } from '../database/repositories/photograph-repository.ts';
import type { RunRepository } from '../database/repositories/run-repository.ts';
import type { JobContext } from '../jobs/job-handler.ts';
import { meanSaid } from './differential.ts';
import type { Said } from './differential.ts';
import type { LoosePhotograph, Predictor } from './predictor.ts';

export interface CalibratedPredictorParts {
  readonly predictor: Predictor;
  readonly runs: RunRepository;
  readonly evaluations: EvaluationRepository;
}

/**
 * What a run says of photographs, a row each. Of an ensemble the votes and the calibrated probabilities are the means of its members', and the votes stand for what the network gave.
 */
export interface RunProbabilities {
  /** As the network gave them. */
  readonly network: readonly (readonly number[])[];
  /** By which the diagnosis is named: at the temperature, without the prior correction, so that the name stays the network's own. */
  readonly votes: readonly (readonly number[])[];
  /** What may be taken at its word. */
  readonly calibrated: readonly (readonly number[])[];
  /** Null for an ensemble. */
  readonly fit: CalibrationFit | null;
}

/** @param network a network's probabilities, one row a photograph */
export function calibrateRows(network: readonly (readonly number[])[], fit: CalibrationFit): RunProbabilities {
  return {
    network,
    votes: network.map((row) => applyTemperature(row, fit.temperature)),
    calibrated: network.map((row) => applyTemperature(row, fit.temperature, fit.bias)),
    fit,
  };
}

const uncalibrated: CalibrationFit = { temperature: 1, bias: [] };

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

  /** Fitted on the validation part with as many views; with one where there is none; else nothing is changed. */
  fit(run: Run, views: number): CalibrationFit {
    const { evaluations } = this.#parts;
    return evaluations.validationFit(run.id, views) ?? evaluations.validationFit(run.id, 1) ?? uncalibrated;
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
      return calibrateRows(network, this.fit(run, views));
    }
    const answers: RunProbabilities[] = [];
    for (const member of this.networksOf(run)) {
      answers.push(await this.predictMany(member, root, photographs, views, context));
    }
    const mean = (kind: 'votes' | 'calibrated'): number[][] =>
      photographs.map((_, index) => meanRows(answers.map((answer) => answer[kind][index] ?? [])));
    const votes = mean('votes');
    return { network: votes, votes, calibrated: mean('calibrated'), fit: null };
  }

  /** One photograph that is in no dataset. Networks of an ensemble may take different facts: each is told its own. */
  async predictOne(run: Run, photograph: LoosePhotograph, views: number, signal: AbortSignal): Promise<Said & { isSiteUnknown: boolean }> {
    const answers: Said[] = [];
    let isSiteUnknown = false;
    for (const network of this.networksOf(run)) {
      const answer = await this.#parts.predictor.predictOne(network, photograph, views, signal);
      const { temperature, bias } = this.fit(network, views);
      answers.push({
        probabilities: applyTemperature(answer.probabilities, temperature, bias),
        votes: applyTemperature(answer.probabilities, temperature),
      });
      isSiteUnknown ||= answer.isSiteUnknown;
    }
    return { ...meanSaid(answers), isSiteUnknown };
  }
}
