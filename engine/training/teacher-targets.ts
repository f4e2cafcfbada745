import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { TeacherAnswers, TrainTask } from '../../common/contract/engine-protocol.ts';
import { AppError } from '../../common/errors/app-error.ts';
import { applyTemperature } from '../../common/metrics/calibration.ts';
import { partnerOf } from '../data/augmentation/mix.ts';
import type { Partners } from '../data/batch-feed.ts';

/** What a teacher says of each photograph of the training part, softened: softmax(log p / temperature). */
export class TeacherTargets {
  readonly #values: Float32Array;
  readonly #classCount: number;

  /** @param probabilities of the teacher, row after row, one for each photograph of the training part */
  constructor(probabilities: Float32Array, classCount: number, temperature: number) {
    this.#classCount = classCount;
    this.#values = new Float32Array(probabilities.length);
    for (let start = 0; start < probabilities.length; start += classCount) {
      this.#values.set(applyTemperature(probabilities.subarray(start, start + classCount), temperature), start);
    }
  }

  /** Null for a task without a teacher. @throws AppError `cache-damaged` where the teacher's file is missing, cut off or changed */
  static async ofTask({ teacher, options, train, classes }: TrainTask): Promise<TeacherTargets | null> {
    if (teacher === null || options.distillation === null) return null;
    return new TeacherTargets(
      await readAnswers(teacher, train.rows.length * classes.length),
      classes.length,
      options.distillation.temperature,
    );
  }

  /**
   * The targets of a batch, row after row; of photographs that are mixed, mixed by the same shares.
   * @param positions in the training part
   */
  take(positions: Int32Array, partners: Partners | undefined): Float32Array {
    const count = this.#classCount;
    const targets = new Float32Array(positions.length * count);
    positions.forEach((position, index) => {
      const own = this.#rowAt(position);
      const share = partners?.shares[index] ?? 1;
      const other = this.#rowAt(positions[partnerOf(index, positions.length)] ?? position);
      for (let label = 0; label < count; label++) {
        targets[index * count + label] = share * (own[label] as number) + (1 - share) * (other[label] as number);
      }
    });
    return targets;
  }

  #rowAt(position: number): Float32Array {
    return this.#values.subarray(position * this.#classCount, (position + 1) * this.#classCount);
  }
}

async function readAnswers({ file, firstByte, sha256 }: TeacherAnswers, count: number): Promise<Float32Array> {
  const whole = await readFile(file).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  });
  const bytes = whole.subarray(firstByte);
  if (bytes.length !== Float32Array.BYTES_PER_ELEMENT * count || createHash('sha256').update(bytes).digest('hex') !== sha256) {
    throw new AppError(
      'cache-damaged',
      'The answers of the teacher in the run’s folder are missing or damaged. The run’s epochs so far are safe. Resume the run: the teacher is asked again.',
    );
  }
  const values = new Float32Array(count);
  new Uint8Array(values.buffer).set(bytes);
  return values;
}
