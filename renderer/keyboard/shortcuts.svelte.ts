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

/** A sequence such as `g s` has to be finished within this time; tinykeys has the same. */
const sequenceMs = 1000;

/** All shortcuts that work at the moment. Silent while a dialog is open or text is typed. */
export class Shortcuts {
  #groups = $state.raw<readonly ShortcutGroup[]>([]);
  readonly #areSingleKeysOn: () => boolean;
  /** When the first key of a sequence was pressed: the second one then means nothing by itself. */
  #sequenceBegunAt = -Infinity;

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
    const beginnings = group.shortcuts.filter(({ keys }) => keys.includes(' ')).map(({ keys }) => keys.split(' ', 1).join());
    const marks = Object.fromEntries(beginnings.map((key) => [key, (event: KeyboardEvent) => (this.#sequenceBegunAt = event.timeStamp)]));
    const stops = [tinykeys(window, marks, { ignore: isElsewhere }), tinykeys(window, bindings, { ignore: isElsewhere })];
    return () => {
      for (const stop of stops) stop();
      this.#groups = this.#groups.filter((other) => other !== group);
    };
  }

  #press(keys: string, run: Shortcut['run'], event: KeyboardEvent): void {
    if (!hasModifier(keys) && !this.#areSingleKeysOn()) return;
    if (!keys.includes(' ') && event.timeStamp - this.#sequenceBegunAt < sequenceMs) return;
    event.preventDefault();
    run(event);
  }
}

/** `+` alone is the key itself. */
function hasModifier(keys: string): boolean {
  return keys.length > 1 && keys.includes('+');
}

function isElsewhere(event: KeyboardEvent): boolean {
  return (
    defaultKeybindingsHandlerIgnore(event) ||
    document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"], [data-select-content]') !== null
  );
}
