import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TeacherAnswers } from '../../../common/contract/engine-protocol.ts';
import type { Distillation } from '../../../common/domain/distillation.ts';
import type { Run } from '../../../common/domain/run.ts';
import { AppError } from '../../../common/errors/app-error.ts';
import { applyTemperature } from '../../../common/metrics/calibration.ts';
import type { DatasetRepository } from '../../database/repositories/dataset-repository.ts';
import type { PhotographSource } from '../../database/repositories/photograph-repository.ts';
import type { RunRepository } from '../../database/repositories/run-repository.ts';
import type { Workspace } from '../../host/workspace.ts';
import type { JobContext } from '../../jobs/job-handler.ts';
import type { CalibratedPredictor } from '../calibrated-predictor.ts';
import { answersFolder, teacherFolder } from '../run-files.ts';
import type { RunReporter } from '../run-reporter.ts';
import { firstValueByte, questionKey, readAnswers, writeAnswers } from './answer-file.ts';
import type { TeacherService } from './teacher-service.ts';
import { describeTeaching } from './describe-teaching.ts';

export interface TeacherWorkParts {
  readonly datasets: DatasetRepository;
  readonly runs: RunRepository;
  readonly teachers: TeacherService;
  readonly predictor: CalibratedPredictor;
  readonly reporter: RunReporter;
  readonly workspace: Workspace;
}

/** Photographs between two writes: so much is asked again after a pause or a crash. */
const photographsPerWrite = 512;
/** Changes when the same question would get another answer. */
const formatVersion = 1;

/** Photographs of a student, and what it is told of them. */
interface Lesson {
  readonly student: Run;
  readonly distillation: Distillation;
  readonly photographs: readonly PhotographSource[];
  readonly context: JobContext;
}

/** Asks a teacher about the training part before its student begins. What was answered once, before a pause or for another student, is not asked again. */
export class TeacherWork {
  readonly #parts: TeacherWorkParts;

  constructor(parts: TeacherWorkParts) {
    this.#parts = parts;
  }

  /**
   * What the run's teacher says; null where it has none.
   * @param photographs the run's training part
   * @throws AppError `cancelled` also where the job is to pause
   */
  async answers(student: Run, photographs: readonly PhotographSource[], context: JobContext): Promise<TeacherAnswers | null> {
    const { reporter, workspace } = this.#parts;
    const { teacher, options } = student;
    if (teacher === null || options.distillation === null) return null;
    const { distillation } = options;
    const folder = teacherFolder(workspace, student.id);
    await mkdir(folder, { recursive: true });
    const file = join(folder, 'answers.bin');
    const { views, targets } = distillation;
    const key = questionKey([
      formatVersion,
      teacher.runId,
      views,
      targets,
      student.classes,
      photographs.map(({ contentHash }) => contentHash),
    ]);
    const known = await readAnswers(file, key);
    if (known !== null) return { name: teacher.name, file, firstByte: firstValueByte, sha256: known.sha256 };
    for (const line of describeTeaching(teacher, distillation)) reporter.log(student.id, line);
    const values = await this.#ask({ student, distillation, photographs, context }, teacher.runId);
    const sha256 = await writeAnswers(file, key, values);
    return { name: teacher.name, file, firstByte: firstValueByte, sha256 };
  }

  /** Nothing is learned from it any more. */
  async forget(student: Run): Promise<void> {
    await rm(teacherFolder(this.#parts.workspace, student.id), { recursive: true, force: true });
  }

  /**
   * The mean of what the networks that answer for a photograph say of it, row after row: each by its own temperature and, as when it names a diagnosis, without a
   * prior correction.
   */
  async #ask(lesson: Lesson, teacherRunId: number): Promise<Float32Array> {
    const { runs, teachers, predictor } = this.#parts;
    const { student, distillation, photographs } = lesson;
    const { networks, plan } = teachers.plan(student, runs.get(teacherRunId), distillation.targets);
    if (plan.answering.length !== photographs.length) throw new AppError('internal', 'The teacher’s photographs are not those of the run.');
    const total = plan.answering.reduce((sum, places) => sum + places.length, 0);
    const classCount = student.classes.length;
    const sums = new Float32Array(photographs.length * classCount);
    let done = 0;
    for (const [place, network] of networks.entries()) {
      const positions = plan.answering.flatMap((places, position) => (places.includes(place) ? [position] : []));
      if (positions.length === 0) continue;
      const asked = positions.map((position) => photographs[position] as PhotographSource);
      const rows = await this.#askNetwork(lesson, network, asked, { done, total });
      const { temperature } = predictor.fit(network, distillation.views);
      positions.forEach((position, index) => {
        const said = applyTemperature(rows.subarray(index * classCount, (index + 1) * classCount), temperature);
        const share = 1 / (plan.answering[position]?.length ?? 1);
        said.forEach((value, label) => {
          sums[position * classCount + label] = (sums[position * classCount + label] as number) + share * value;
        });
      });
      done += positions.length;
    }
    return sums;
  }

  /** What one network says as it stands, a row a photograph. It is kept with the network: another student, with another temperature, asks the same. */
  async #askNetwork(
    { student, distillation, context }: Lesson,
    network: Run,
    photographs: readonly PhotographSource[],
    before: { readonly done: number; readonly total: number },
  ): Promise<Float32Array> {
    const { datasets, predictor } = this.#parts;
    const { views } = distillation;
    const root = datasets.root(student.datasetId);
    const classCount = student.classes.length;
    // The dataset counts, because a network may be told what that knows of the patients.
    const hashes = photographs.map(({ contentHash }) => contentHash);
    const key = questionKey([formatVersion, network.id, student.datasetId, views, hashes]);
    const folder = answersFolder(this.#parts.workspace, network.id);
    await mkdir(folder, { recursive: true });
    const file = join(folder, `${key}.bin`);
    const signal = AbortSignal.any([context.signal, context.pause]);
    const tell = (done: number): void =>
      context.progress({ done: before.done + done, total: before.total, unit: 'photographs', stage: 'Asking the teacher' });
    const values = new Float32Array(photographs.length * classCount);
    const stored = await readAnswers(file, key);
    if (stored !== null) values.set(stored.values);
    let start = (stored?.values.length ?? 0) / classCount;
    while (start < photographs.length) {
      const part = photographs.slice(start, start + photographsPerWrite);
      tell(start);
      const first = start;
      const progress = ({ done, stage }: { done: number; stage: string }): void => {
        if (stage === 'Predicting photographs') tell(first + done);
      };
      const said = await predictor.predictMany(network, root, part, views, { signal, progress });
      said.network.forEach((row, index) => values.set(row, (first + index) * classCount));
      start += part.length;
      await writeAnswers(file, key, values.subarray(0, start * classCount));
    }
    return values;
  }
}
