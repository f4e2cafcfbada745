import type { Run } from '../../common/domain/run.ts';
import { applyTemperature } from '../../common/metrics/calibration.ts';
import type { CalibrationFit } from '../../common/metrics/fit-calibration.ts';
import type { Said } from '../../common/metrics/naming-scores.ts';
import type { EvaluationRepository } from '../database/repositories/evaluation-repository.ts';
import type { PhotographSource } from '../database/repositories/photograph-repository.ts';
import type { RunRepository } from '../database/repositories/run-repository.ts';
import type { JobContext } from '../jobs/job-handler.ts';
import { meanSaid } from './differential.ts';
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
  /** Probabilities that may be taken at their word, and votes: at the temperature, without the prior correction, so that they are the network's own answer. */
  readonly said: readonly Said[];
  /** Whether the probabilities have the data's prior: not where an earlier version measured the run, or nothing validates it. Of an ensemble, all of its runs. */
  readonly isPriorCorrected: boolean;
  /** Null for an ensemble. */
  readonly fit: CalibrationFit | null;
}

/** @param network a network's probabilities, one row a photograph */
export function calibrateRows(network: readonly (readonly number[])[], fit: CalibrationFit): RunProbabilities {
  return { network, said: network.map((row) => calibrateRow(row, fit)), isPriorCorrected: fit.bias.length > 0, fit };
}

function calibrateRow(row: readonly number[], { temperature, bias }: CalibrationFit): Said {
  return { probabilities: applyTemperature(row, temperature, bias), votes: applyTemperature(row, temperature) };
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
    const said = photographs.map((_, index) => meanSaid(answers.flatMap((answer) => answer.said[index] ?? [])));
    return {
      network: said.map(({ votes }) => votes),
      said,
      isPriorCorrected: answers.every(({ isPriorCorrected }) => isPriorCorrected),
      fit: null,
    };
  }

  /** One photograph that is in no dataset. Networks of an ensemble may take different facts: each is told its own. */
  async predictOne(
    run: Run,
    photograph: LoosePhotograph,
    views: number,
    signal: AbortSignal,
  ): Promise<{ said: Said; isPriorCorrected: boolean; isSiteUnknown: boolean }> {
    const answers: Said[] = [];
    let isPriorCorrected = true;
    let isSiteUnknown = false;
    for (const network of this.networksOf(run)) {
      const answer = await this.#parts.predictor.predictOne(network, photograph, views, signal);
      const fit = this.fit(network, views);
      answers.push(calibrateRow(answer.probabilities, fit));
      isPriorCorrected &&= fit.bias.length > 0;
      isSiteUnknown ||= answer.isSiteUnknown;
    }
    return { said: meanSaid(answers), isPriorCorrected, isSiteUnknown };
  }
}
