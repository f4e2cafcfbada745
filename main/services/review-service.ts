import type { ParsedInput } from '../../common/contract/define.ts';
import type { HostProtocol } from '../../common/contract/host-protocol.ts';
import type { Photograph } from '../../common/domain/dataset.ts';
import { diagnosisIds } from '../../common/domain/diagnosis.ts';
import type { CaseSummary, ModelAnswer, Reading, ReviewCase } from '../../common/domain/review.ts';
import type { Run } from '../../common/domain/run.ts';
import { AppError } from '../../common/errors/app-error.ts';
import { nowText } from '../database/now.ts';
import type { PhotographRepository } from '../database/repositories/photograph-repository.ts';
import type { PredictionRepository } from '../database/repositories/prediction-repository.ts';
import type { ReadingRepository, StoredReading } from '../database/repositories/reading-repository.ts';
import type { RunRepository } from '../database/repositories/run-repository.ts';
import type { SettingsRepository } from '../database/repositories/settings-repository.ts';
import type { ClassShares } from './class-shares.ts';
import { meanSaid, rankDifferential } from './differential.ts';
import { byUncertainty, casesOfPart, isSigned, statusOf } from './review-cases.ts';

export interface ReviewServiceParts {
  readonly runs: RunRepository;
  readonly photographs: PhotographRepository;
  readonly predictions: PredictionRepository;
  readonly readings: ReadingRepository;
  readonly settings: SettingsRepository;
  readonly shares: ClassShares;
}

type CaseOfRun = ParsedInput<HostProtocol, 'reviews.get'>;

interface OpenCase {
  readonly run: Run;
  readonly photographs: readonly Photograph[];
  /** What the run answers now. */
  readonly now: ModelAnswer;
  readonly stored: StoredReading | null;
}

/**
 * Reader-first review: own diagnosis and confidence, locked; then the model's; then the decision, signed; then the truth. What comes later is not even
 * sent before its time.
 */
export class ReviewService {
  readonly #parts: ReviewServiceParts;

  constructor(parts: ReviewServiceParts) {
    this.#parts = parts;
  }

  queue(input: ParsedInput<HostProtocol, 'reviews.queue'>): CaseSummary[] {
    const run = this.#parts.runs.get(input.runId);
    const readings = new Map(this.#parts.readings.list(run.id).map((stored) => [stored.caseKey, stored]));
    const cases = casesOfPart(this.#parts.predictions, run, input.part);
    if (input.order === 'least-certain') cases.sort(byUncertainty);
    return cases.map(({ caseKey, photographIds }) => ({
      caseKey,
      photographCount: photographIds.length,
      coverPhotographId: photographIds[0] ?? 0,
      status: statusOf(readings.get(caseKey) ?? null),
    }));
  }

  get(input: CaseOfRun): ReviewCase {
    return this.#view(input.caseKey, this.#open(input));
  }

  lock(input: ParsedInput<HostProtocol, 'reviews.lock'>): ReviewCase {
    const { run, now } = this.#open(input);
    requireDiagnosis(run, input.diagnosis);
    const { readerName } = this.#parts.settings.read();
    const { diagnosis, confidence } = input;
    if (!this.#parts.readings.lock(run.id, input.caseKey, { diagnosis, confidence, readerName, lockedAt: nowText(), shown: now })) {
      throw new AppError(
        'conflict',
        `The first reading of ${input.caseKey} is locked already and stays as it is. Change the final diagnosis instead.`,
      );
    }
    return this.get(input);
  }

  decide(input: ParsedInput<HostProtocol, 'reviews.decide'>): ReviewCase {
    const { run, stored } = this.#open(input);
    requireUnsigned(input.caseKey, requireLocked(input.caseKey, stored));
    const { finalDiagnosis, reason, note } = input;
    if (finalDiagnosis !== undefined) requireDiagnosis(run, finalDiagnosis);
    this.#parts.readings.change(run.id, input.caseKey, {
      ...(finalDiagnosis === undefined ? {} : { final_diagnosis: finalDiagnosis }),
      ...(reason === undefined ? {} : { reason }),
      ...(note === undefined ? {} : { note }),
    });
    return this.get(input);
  }

  /** Where reader and model agree, their diagnosis is the final one unless another was chosen; where they do not, the reader decides first. */
  sign(input: CaseOfRun): ReviewCase {
    const { run, stored, now } = this.#open(input);
    const reading = requireLocked(input.caseKey, stored);
    requireUnsigned(input.caseKey, reading);
    const { differential } = stored?.shown ?? now;
    const isAgreed = reading.ownDiagnosis === differential[0]?.label;
    const finalDiagnosis = reading.finalDiagnosis ?? (isAgreed ? reading.ownDiagnosis : null);
    if (finalDiagnosis === null) {
      throw new AppError(
        'conflict',
        `You and the model disagree on ${input.caseKey}. Choose the final diagnosis, yours or another, then sign.`,
      );
    }
    this.#parts.readings.change(run.id, input.caseKey, { final_diagnosis: finalDiagnosis, signed_at: nowText(), deferred_at: null });
    return this.get(input);
  }

  unsign(input: CaseOfRun): ReviewCase {
    const { run, stored } = this.#open(input);
    const reading = requireLocked(input.caseKey, stored);
    if (reading.signedAt === null) throw new AppError('conflict', `${input.caseKey} is not signed. There is nothing to undo.`);
    this.#parts.readings.change(run.id, input.caseKey, { signed_at: null, reopened_count: (stored?.reopenedCount ?? 0) + 1 });
    return this.get(input);
  }

  defer(input: CaseOfRun): ReviewCase {
    const { run, stored } = this.#open(input);
    if (isSigned(stored)) throw signed(input.caseKey);
    this.#parts.readings.defer(run.id, input.caseKey, nowText());
    return this.get(input);
  }

  #open({ runId, caseKey }: CaseOfRun): OpenCase {
    const { runs, photographs, predictions, readings, shares } = this.#parts;
    const run = runs.get(runId);
    const ids = photographs.idsOfCase(run.datasetId, caseKey);
    const predicted = predictions.get(runId, ids);
    const [first] = predicted;
    if (first === undefined) {
      throw new AppError('not-found', `${run.name} has no predictions for a case ${caseKey}. Evaluate the part that it is in first.`, {
        runId,
        caseKey,
      });
    }
    return {
      run,
      photographs: photographs.getMany(ids),
      now: {
        differential: rankDifferential(run.classes, meanSaid(predicted.map(({ said }) => said)), {
          rule: first.naming,
          shares: shares.of(run),
        }),
        naming: first.naming,
      },
      stored: readings.find(runId, caseKey),
    };
  }

  #view(caseKey: string, { run, photographs, now, stored }: OpenCase): ReviewCase {
    const reading = stored?.reading ?? null;
    const shown = stored?.shown ?? now;
    const named = now.differential[0]?.label;
    const isTruthShown = isSigned(stored);
    return {
      caseKey,
      runId: run.id,
      status: statusOf(stored),
      photographs: isTruthShown ? [...photographs] : photographs.map((photograph) => ({ ...photograph, diagnosis: '', proof: null })),
      reading,
      model: reading === null ? null : shown.differential,
      naming: shown.naming,
      isModelKept: reading === null || stored?.shown !== null,
      namedNow:
        reading === null || named === undefined || named === shown.differential[0]?.label ? null : { diagnosis: named, naming: now.naming },
      truth: isTruthShown ? (photographs[0]?.diagnosis ?? null) : null,
    };
  }
}

function requireLocked(caseKey: string, stored: StoredReading | null): Reading {
  const reading = stored?.reading ?? null;
  if (reading === null) throw new AppError('conflict', `Lock your own diagnosis of ${caseKey} first. Only then is the model's shown.`);
  return reading;
}

function requireUnsigned(caseKey: string, reading: Reading): void {
  if (reading.signedAt !== null) throw signed(caseKey);
}

function signed(caseKey: string): AppError {
  return new AppError('conflict', `${caseKey} is signed. Undo the signature first to change anything.`);
}

/** One of the run's classes or of the seven: a reader may see what the network has never learned. */
function requireDiagnosis(run: Run, diagnosis: string): void {
  if (run.classes.includes(diagnosis) || diagnosisIds.includes(diagnosis)) return;
  throw new AppError('invalid-input', `"${diagnosis}" is no diagnosis that is known here. Choose one of ${run.classes.join(', ')}.`);
}
