import type { Split } from '../../../common/domain/dataset.ts';
import type { Distillation, RunTeacher, TeacherCandidate } from '../../../common/domain/distillation.ts';
import type { Run } from '../../../common/domain/run.ts';
import { AppError, toAppError } from '../../../common/errors/app-error.ts';
import type { PhotographRepository } from '../../database/repositories/photograph-repository.ts';
import type { RunRepository } from '../../database/repositories/run-repository.ts';
import type { SplitRepository } from '../../database/repositories/split-repository.ts';
import type { Workspace } from '../../host/workspace.ts';
import { trainedModelFolder } from '../run-files.ts';
import { learnableClasses } from '../learnable-classes.ts';
import { Lineage } from './lineage.ts';
import { countTrainedOn, planTeaching } from './teaching-plan.ts';
import type { TeachingNetwork, TeachingPlan } from './teaching-plan.ts';

export interface TeacherServiceParts {
  readonly runs: RunRepository;
  readonly photographs: PhotographRepository;
  readonly splits: SplitRepository;
  readonly workspace: Workspace;
}

/** Lesions that a refusal names. */
const namedInMessage = 5;

/** Who may teach a network on a split, and which of a teacher's networks answer for which photograph. */
export class TeacherService {
  readonly #parts: TeacherServiceParts;

  constructor(parts: TeacherServiceParts) {
    this.#parts = parts;
  }

  /** Every run and ensemble, newest first, with what keeps it from teaching on this split. */
  async candidates(splitId: number, targets: Distillation['targets']): Promise<TeacherCandidate[]> {
    const { runs, splits } = this.#parts;
    const split = splits.get(splitId);
    const classes = learnableClasses(split);
    const lineage = this.#lineage();
    const candidates: TeacherCandidate[] = [];
    for (const run of runs.list()) {
      const { id: runId, name } = run;
      try {
        const { runId: _, name: __, ...overlap } = await this.#examine(run, split, classes, targets, lineage);
        candidates.push({ runId, name, obstacle: null, overlap });
      } catch (thrown) {
        candidates.push({ runId, name, obstacle: toAppError(thrown).message, overlap: null });
      }
    }
    return candidates;
  }

  /**
   * The teacher as a student's row keeps it.
   * @param classes of the student
   * @throws AppError `not-found`, `conflict` or `file-missing` where there is no trained network, `invalid-input` where it knows other diagnoses,
   *   `split-leaks` where it has learned from the student's test part
   */
  require(teacherRunId: number, split: Split, classes: readonly string[], targets: Distillation['targets']): Promise<RunTeacher> {
    return this.#examine(this.#parts.runs.get(teacherRunId), split, classes, targets, this.#lineage());
  }

  /** The networks of a student's teacher, and who of them answers for which photograph of its training part. */
  plan(student: Run, teacher: Run, targets: Distillation['targets']): { networks: Run[]; plan: TeachingPlan } {
    const split = this.#parts.splits.get(student.splitId);
    const lineage = this.#lineage();
    const { networks, teaching } = this.#networksOf(teacher, split, lineage);
    return { networks, plan: planTeaching(teaching, lineage.part(split.id, ['train']), targets) };
  }

  async #examine(
    teacher: Run,
    split: Split,
    classes: readonly string[],
    targets: Distillation['targets'],
    lineage: Lineage,
  ): Promise<RunTeacher> {
    requireEnded(teacher);
    if (teacher.classes.join() !== classes.join()) {
      throw new AppError(
        'invalid-input',
        `${teacher.name} knows other diagnoses (${teacher.classes.join(', ')}) than the training part of ${split.name} has (${classes.join(', ')}). A teacher must know the same.`,
        { runId: teacher.id },
      );
    }
    requireIgnorance(teacher, split, lineage);
    const { networks, teaching } = this.#networksOf(teacher, split, lineage);
    for (const network of networks) await trainedModelFolder(this.#parts.workspace, network);
    const train = lineage.part(split.id, ['train']);
    const validation = lineage.part(split.id, ['validation']);
    const plan = planTeaching(teaching, train, targets);
    return {
      runId: teacher.id,
      name: teacher.name,
      trainCount: train.length,
      outOfFoldCount: plan.outOfFoldCount,
      validationCount: validation.length,
      validationTrainedCount: countTrainedOn(teaching, plan, validation),
    };
  }

  #networksOf(teacher: Run, split: Split, lineage: Lineage): { networks: Run[]; teaching: TeachingNetwork[] } {
    const networks = teacher.members === null ? [teacher] : teacher.members.map((id) => this.#parts.runs.get(id));
    const teaching = networks.map((network) => ({ runId: network.id, trainedOn: lineage.known(network, ['train'], split.grouping) }));
    return { networks, teaching };
  }

  #lineage(): Lineage {
    return new Lineage(this.#parts.runs, this.#parts.photographs);
  }
}

/** @throws AppError `conflict` where its training is not at a good end */
function requireEnded({ name, status, id }: Run): void {
  if (status === 'succeeded') return;
  const message =
    status === 'queued' || status === 'running'
      ? `${name} is still training. Wait for its end: a teacher must have ended its training.`
      : `The training of ${name} did not come to its end (${status}). Name a run that succeeded.`;
  throw new AppError('conflict', message, { runId: id });
}

/** @throws AppError `split-leaks`: the message names the first lesions, `detail.lesions` all of them */
function requireIgnorance(teacher: Run, split: Split, lineage: Lineage): void {
  const known = lineage.known(teacher, ['train', 'validation'], split.grouping);
  const seen = lineage.part(split.id, ['test']).filter((photograph) => known.has(photograph));
  if (seen.length === 0) return;
  const isByLesion = split.grouping === 'lesion';
  const lesions = [...new Set(seen.map(({ lesionId, imageId }) => (isByLesion ? (lesionId ?? imageId) : imageId)))];
  const named = lesions.slice(0, namedInMessage).join(', ');
  const others = lesions.length > namedInMessage ? ` and ${lesions.length - namedInMessage} more` : '';
  const things = lesions.length === 1 ? (isByLesion ? 'lesion' : 'photograph') : isByLesion ? 'lesions' : 'photographs';
  throw new AppError(
    'split-leaks',
    `${teacher.name} cannot teach on ${split.name}: it has learned from ${lesions.length} ${things} of its test part (${named}${others}), in training or validation, by itself or by a run that it is made of. ` +
      'Its student would be tested on what it was told. Name a teacher whose split has the same test part.',
    { runId: teacher.id, lesions },
  );
}
