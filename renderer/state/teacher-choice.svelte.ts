import type { Distillation, TeacherCandidate } from '../../common/domain/distillation.ts';
import type { Client } from '../api/client.ts';
import { Resource } from './resource.svelte.ts';

interface Question {
  readonly splitId: number;
  readonly targets: Distillation['targets'];
}

/** Whom a network is to learn from, and who can teach on the chosen split. */
export class TeacherChoice {
  readonly #question: () => Question | null;
  readonly #answer: Resource<{ readonly splitId: number; readonly teachers: readonly TeacherCandidate[] }>;
  /** Kept while the screen shows a split that it does not know, or learns from nobody. */
  runId = $state<number | null>(null);

  /** @param question null while there is no split */
  constructor(client: Pick<Client, 'call'>, question: () => Question | null) {
    this.#question = question;
    this.#answer = new Resource(async (signal) => {
      const asked = question();
      if (asked === null) return { splitId: 0, teachers: [] };
      const { teachers } = await client.call('runs.teachers', asked, { signal });
      return { splitId: asked.splitId, teachers };
    });
  }

  /** Those who can teach on the split, then the others; undefined until they are known. */
  get candidates(): readonly TeacherCandidate[] | undefined {
    const answer = this.#answer.value;
    if (answer === undefined || answer.splitId !== this.#question()?.splitId) return undefined;
    return [...answer.teachers].sort((one, other) => Number(one.obstacle !== null) - Number(other.obstacle !== null));
  }

  get chosen(): TeacherCandidate | undefined {
    return this.candidates?.find(({ runId }) => runId === this.runId);
  }

  /** Why they are not known. */
  get error(): string | null {
    return this.#answer.error?.message ?? null;
  }

  /** What keeps the choice from being one, in a short sentence; null where nothing does. Why somebody cannot teach is with the candidate. */
  get obstacle(): string | null {
    if (this.runId === null) return 'Choose whom to learn from, or the diagnoses alone.';
    return (this.chosen?.obstacle ?? null) === null ? null : 'The chosen teacher cannot teach on this split.';
  }

  async load(): Promise<void> {
    await this.#answer.load();
  }
}
