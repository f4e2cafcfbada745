/** As long as tinykeys waits for the next press of a sequence. */
const longestPauseMs = 1000;

/** Knows whether a press is the second one of a sequence such as `g i`, so that the shortcut `i` does not answer to it too. */
export class SequenceWatch {
  #prefixAtMs = Number.NEGATIVE_INFINITY;

  /** Listens for the first presses of sequences. Returns the function that stops it. */
  watch(target: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>, prefixes: readonly string[]): () => void {
    const listen = (event: Event): void => {
      if ('key' in event && prefixes.includes(String(event.key)) && !this.isSecondPress(event.timeStamp))
        this.#prefixAtMs = event.timeStamp;
    };
    target.addEventListener('keydown', listen);
    return () => target.removeEventListener('keydown', listen);
  }

  isSecondPress(timeMs: number): boolean {
    const sinceMs = timeMs - this.#prefixAtMs;
    return sinceMs > 0 && sinceMs < longestPauseMs;
  }
}
