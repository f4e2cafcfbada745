import { namingRuleNames } from '../../common/domain/naming.ts';
import type { NamingRule } from '../../common/domain/naming.ts';
import type { App } from './app.svelte.ts';

/** By which rule a run names diagnoses: what it is, and changing it. */
export class NamingChoice {
  readonly #app: Pick<App, 'client' | 'runs' | 'toasts'>;
  readonly #runId: number;
  #notes = $state.raw<readonly string[]>([]);
  #isChanging = $state(false);

  constructor(app: Pick<App, 'client' | 'runs' | 'toasts'>, runId: number) {
    this.#app = app;
    this.#runId = runId;
  }

  get rule(): NamingRule | null {
    return this.#app.runs.get(this.#runId)?.naming ?? null;
  }

  get isChanging(): boolean {
    return this.#isChanging;
  }

  /** What should be known of the last change, in sentences. */
  get notes(): readonly string[] {
    return this.#notes;
  }

  async choose(naming: NamingRule): Promise<void> {
    const before = this.rule;
    if (this.#isChanging || naming === before) return;
    this.#isChanging = true;
    try {
      const { run, notes } = await this.#app.client.call('runs.nameBy', { runId: this.#runId, naming });
      this.#notes = notes;
      const undo = before === null ? null : { label: 'Undo', run: () => void this.choose(before) };
      this.#app.toasts.done(`${run.name} names by the rule “${namingRuleNames[naming]}” now`, undo);
    } catch (thrown) {
      this.#app.toasts.failure(thrown);
    } finally {
      this.#isChanging = false;
    }
  }
}
