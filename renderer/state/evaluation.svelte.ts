import { z } from 'zod';
import type { Split } from '../../common/domain/dataset.ts';
import type { Job } from '../../common/domain/job.ts';
import type { Evaluation, Run } from '../../common/domain/run.ts';
import { AppError, toAppError } from '../../common/errors/app-error.ts';
import type { App } from './app.svelte.ts';
import { NamingChoice } from './naming-choice.svelte.ts';
import { Remembered } from './remembered.svelte.ts';
import { Resource } from './resource.svelte.ts';

/** What a run is evaluated on: a part of its own split, or a whole other dataset. */
export type EvaluationTarget = { readonly part: 'validation' | 'test' } | { readonly datasetId: number };

/** The evaluations of one run. */
export class EvaluationState {
  readonly runId: number;
  readonly #app: Pick<App, 'client' | 'connection' | 'jobs' | 'runs'>;
  readonly naming: NamingChoice;
  readonly evaluations: Resource<readonly Evaluation[]>;
  readonly #splits: Resource<readonly Split[]>;
  /** In how many ways the next evaluation looks at each photograph. */
  readonly views = new Remembered('evaluate.views', z.literal([1, 4, 8, 36]), 1);
  /** What is asked before an evaluation begins. */
  asks = $state<'test' | 'dataset' | null>(null);
  #chosenId = $state<number | null>(null);
  #jobId = $state<number | null>(null);
  #failure = $state.raw<AppError | null>(null);

  constructor(app: Pick<App, 'client' | 'connection' | 'jobs' | 'runs' | 'toasts'>, runId: number, evaluationId: number | null) {
    this.#app = app;
    this.naming = new NamingChoice(app, runId);
    this.runId = runId;
    this.#chosenId = evaluationId;
    this.evaluations = new Resource(async (signal) => {
      const { evaluations } = await app.client.call('evaluations.list', { runId }, { signal });
      return [...evaluations].sort((a, b) => b.id - a.id);
    });
    this.#splits = new Resource(async (signal) => (await app.client.call('splits.list', {}, { signal })).splits);
  }

  get run(): Run | undefined {
    return this.#app.runs.get(this.runId);
  }

  /** The split that the run was trained on. */
  get split(): Split | undefined {
    return this.#splits.value?.find(({ id }) => id === this.run?.splitId);
  }

  /** Newest first. */
  get list(): readonly Evaluation[] {
    return this.evaluations.value ?? [];
  }

  /** The one that is shown: the chosen one, else the newest. */
  get shown(): Evaluation | undefined {
    return this.list.find(({ id }) => id === this.#chosenId) ?? this.list[0];
  }

  /** Several runs that answer as one: what validates one of them may have taught another. */
  get isEnsemble(): boolean {
    return (this.run?.members ?? null) !== null;
  }

  /** Whether to offer the validation part in the first place. */
  get lacksValidation(): boolean {
    return !this.isEnsemble && this.list.every(({ part }) => part !== 'validation');
  }

  /** Evaluations of this run that are under way. */
  get jobs(): readonly Job[] {
    return this.#app.jobs.active.filter(({ kind, runId }) => kind === 'evaluate' && runId === this.runId);
  }

  /** Why the last evaluation that was asked for here did not come about. */
  get failure(): AppError | null {
    return this.#failure;
  }

  choose(evaluationId: number): void {
    this.#chosenId = evaluationId;
  }

  /** Listens and loads. Returns the function that stops it. */
  start(): () => void {
    const { client, connection } = this.#app;
    const stops = [
      client.on('evaluations.finished', ({ evaluation }) => this.#adopt(evaluation)),
      client.on('evaluations.changed', ({ evaluation }) => {
        this.evaluations.set(this.list.map((other) => (other.id === evaluation.id ? evaluation : other)));
      }),
      client.on('jobs.changed', ({ job }) => this.#follow(job)),
      client.on('datasets.changed', () => void this.#splits.load()),
      connection.onRestored(() => void this.load()),
    ];
    void this.load();
    return () => {
      for (const stop of stops) stop();
      this.evaluations.cancel();
    };
  }

  async load(): Promise<void> {
    await Promise.all([this.evaluations.load(), this.#splits.load()]);
  }

  /** Starts an evaluation. False where it was refused; `failure` says why. */
  async evaluate(target: EvaluationTarget): Promise<boolean> {
    this.#failure = null;
    try {
      const { jobId } = await this.#app.client.call('evaluations.start', {
        runId: this.runId,
        ...target,
        views: this.views.value,
      });
      this.#jobId = jobId;
      await this.#app.jobs.refresh(jobId);
      return true;
    } catch (thrown) {
      this.#failure = toAppError(thrown);
      return false;
    }
  }

  #adopt(evaluation: Evaluation): void {
    if (evaluation.runId !== this.runId) return;
    this.evaluations.set([evaluation, ...this.list.filter(({ id }) => id !== evaluation.id)]);
    this.#chosenId = evaluation.id;
    if (evaluation.part === 'test') void this.#splits.load();
  }

  #follow(job: Job): void {
    if (job.id === this.#jobId && job.status === 'failed' && job.error !== null) this.#failure = AppError.fromBody(job.error);
  }
}
