import { untrack } from 'svelte';
import { defaultKeybindingsHandlerIgnore, tinykeys } from 'tinykeys';
import { SequenceWatch } from './sequence-watch.ts';

export interface Shortcut {
  /** As tinykeys writes it: `g h`, `$mod+Enter`, `1`. */
  readonly keys: string;
  /** What it does: `Open Browse`. */
  readonly title: string;
  /** Null: the focused part handles the key by itself; it is only shown here. */
  readonly run: ((event: KeyboardEvent) => void) | null;
}

/** Shortcuts of one place, shown together by `?`. */
export interface ShortcutGroup {
  readonly name: string;
  readonly shortcuts: readonly Shortcut[];
}

/** All shortcuts that work at the moment. Silent while a dialog or a list of choices is open, or text is typed. */
export class Shortcuts {
  #groups = $state.raw<readonly ShortcutGroup[]>([]);
  readonly #areSingleKeysOn: () => boolean;
  readonly #sequences = new SequenceWatch();

  constructor(areSingleKeysOn: () => boolean) {
    this.#areSingleKeysOn = areSingleKeysOn;
  }

  get groups(): readonly ShortcutGroup[] {
    return this.#groups;
  }

  /** Adds a group. Returns the function that takes it away, fit for an `$effect`. */
  add(group: ShortcutGroup): () => void {
    // The effect that adds must not hang on what it changes.
    this.#groups = [...untrack(() => this.#groups), group];
    const bindings = Object.fromEntries(
      group.shortcuts.flatMap(({ keys, run }) => (run === null ? [] : [[keys, (event: KeyboardEvent) => this.#press(keys, run, event)]])),
    );
    const prefixes = group.shortcuts
      .map(({ keys }) => keys.split(' '))
      .flatMap(([first, ...rest]) => (rest.length > 0 ? [first ?? ''] : []));
    const unwatch = this.#sequences.watch(window, prefixes);
    const stop = tinykeys(window, bindings, { ignore: isElsewhere });
    return () => {
      stop();
      unwatch();
      this.#groups = this.#groups.filter((other) => other !== group);
    };
  }

  #press(keys: string, run: (event: KeyboardEvent) => void, event: KeyboardEvent): void {
    if (!keys.includes('+') && !this.#areSingleKeysOn()) return;
    if (!keys.includes(' ') && this.#sequences.isSecondPress(event.timeStamp)) return;
    event.preventDefault();
    run(event);
  }
}

function isElsewhere(event: KeyboardEvent): boolean {
  return (
    defaultKeybindingsHandlerIgnore(event) ||
    document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"], [data-select-content]') !== null
  );
}
