import type { CallOutput, ParsedInput } from '../../common/contract/define.ts';
import type { HostProtocol } from '../../common/contract/host-protocol.ts';
import { largestUploadBytes } from '../../common/contract/run-calls.ts';
import { ruleThatHolds } from '../../common/domain/naming.ts';
import { requireTaken } from '../../common/domain/patient-facts.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { PredictionRepository } from '../database/repositories/prediction-repository.ts';
import type { RunRepository } from '../database/repositories/run-repository.ts';
import { examineClosely } from '../imaging/examine-closely.ts';
import { decodeDifferential, rankDifferential } from './differential.ts';
import { explainDiskFull } from './disk-full.ts';
import type { CalibratedPredictor } from './calibrated-predictor.ts';
import type { ClassShares } from './class-shares.ts';

export interface PredictionServiceParts {
  readonly runs: RunRepository;
  readonly predictions: PredictionRepository;
  readonly predictor: CalibratedPredictor;
  readonly shares: ClassShares;
}

export class PredictionService {
  readonly #parts: PredictionServiceParts;

  constructor(parts: PredictionServiceParts) {
    this.#parts = parts;
  }

  get(runId: number, photographIds: readonly number[]): CallOutput<HostProtocol, 'predictions.get'>['predictions'] {
    const run = this.#parts.runs.get(runId);
    const shares = this.#parts.shares.of(run);
    return this.#parts.predictions.get(runId, photographIds).map(({ photographId, said, naming }) => ({
      photographId,
      differential: rankDifferential(run.classes, said, { rule: naming, shares }),
      naming,
    }));
  }

  async predict(
    input: ParsedInput<HostProtocol, 'predictions.predict'>,
    signal: AbortSignal,
  ): Promise<CallOutput<HostProtocol, 'predictions.predict'>> {
    const startedAt = performance.now();
    const run = this.#parts.runs.get(input.runId);
    requireTaken(run.options.facts, input.facts, run.name);
    const bytes = Buffer.from(input.bytesBase64, 'base64');
    if (bytes.length > largestUploadBytes) {
      throw new AppError(
        'photograph-unreadable',
        `${input.fileName} is larger than ${largestUploadBytes / 2 ** 20} MB. Use a smaller copy.`,
      );
    }
    const examination = await examineClosely(bytes, input.fileName);
    if (!examination.ok) throw new AppError('photograph-unreadable', examination.reason.message);
    try {
      const photograph = { bytes, name: input.fileName, facts: input.facts };
      const { said, isPriorCorrected, isSiteUnknown } = await this.#parts.predictor.predictOne(run, photograph, input.views, signal);
      const rule = ruleThatHolds(run.naming, isPriorCorrected);
      return {
        differential: decodeDifferential(run.classes, said, { rule, shares: this.#parts.shares.of(run) }, input.beamWidth),
        naming: rule,
        isSiteUnknown,
        width: examination.width,
        height: examination.height,
        durationMs: performance.now() - startedAt,
      };
    } catch (thrown) {
      throw explainDiskFull(thrown, 'Nothing that was stored is lost. Free some space and try again.');
    }
  }
}
