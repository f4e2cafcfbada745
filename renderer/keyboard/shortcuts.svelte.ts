import { untrack } from 'svelte';
import { defaultKeybindingsHandlerIgnore, tinykeys } from 'tinykeys';

export interface Shortcut {
  /** As tinykeys writes it: `g h`, `$mod+Enter`, `1`. */
  readonly keys: string;
  /** What it does: `Open Browse`. */
  readonly title: string;
  readonly run: (event: KeyboardEvent) => void;
}

/** Shortcuts of one place, shown together by `?`. */
export interface ShortcutGroup {
  readonly name: string;
  readonly shortcuts: readonly Shortcut[];
}

/** All shortcuts that work at the moment. Silent while a dialog is open or text is typed. */
export class Shortcuts {
  #groups = $state.raw<readonly ShortcutGroup[]>([]);
  readonly #areSingleKeysOn: () => boolean;

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
      group.shortcuts.map(({ keys, run }) => [keys, (event: KeyboardEvent) => this.#press(keys, run, event)]),
    );
    const stop = tinykeys(window, bindings, { ignore: isElsewhere });
    return () => {
      stop();
      this.#groups = this.#groups.filter((other) => other !== group);
    };
  }

  #press(keys: string, run: Shortcut['run'], event: KeyboardEvent): void {
    if (!keys.includes('+') && !this.#areSingleKeysOn()) return;
    event.preventDefault();
    run(event);
  }
}

function isElsewhere(event: KeyboardEvent): boolean {
  return (
    defaultKeybindingsHandlerIgnore(event) ||
    document.querySelector('[role="dialog"], [role="alertdialog"], [role="listbox"], [role="menu"]') !== null
  );
}
