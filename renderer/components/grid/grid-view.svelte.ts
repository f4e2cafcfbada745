import { Timers } from '../../state/timers.ts';
import { layoutGrid, scrollToShow, visibleRange } from './grid-layout.ts';
import type { GridLayout, VisibleRange } from './grid-layout.ts';

/** Faster than this nobody sees a picture: those in between are not worth asking for. Pixels per millisecond. */
const flyingSpeed = 6;
/** Over which the speed is measured: single events come too unevenly. */
const sampleMs = 40;
/** Without an event for so long, the view stands still. */
const settleMs = 120;

/** Scroll position and what can be seen, for a grid of any length: only rows near the viewport are ever in the document. */
export class GridView {
  readonly #count: () => number;
  readonly #tileSize: () => number;
  readonly #timers = new Timers<'settle'>();
  #width = $state(0);
  #height = $state(0);
  #scrollTop = $state(0);
  #isFlying = $state(false);
  #sample = { scrollTop: 0, timeMs: 0 };
  readonly #layout: GridLayout = $derived.by(() => layoutGrid(this.#count(), this.#width, this.#tileSize()));
  readonly #range: VisibleRange = $derived.by(() => visibleRange(this.#layout, this.#scrollTop, this.#height));

  constructor(count: () => number, tileSize: () => number) {
    this.#count = count;
    this.#tileSize = tileSize;
  }

  get layout(): GridLayout {
    return this.#layout;
  }

  get range(): VisibleRange {
    return this.#range;
  }

  get height(): number {
    return this.#height;
  }

  get isFlying(): boolean {
    return this.#isFlying;
  }

  /** The item at the top left of the viewport. */
  get firstVisible(): number {
    return Math.floor(Math.max(0, this.#scrollTop - this.#layout.padding) / this.#layout.rowStep) * this.#layout.columns;
  }

  resize(width: number, height: number): void {
    this.#width = width;
    this.#height = height;
  }

  /** @param timeMs of the event, as `timeStamp` tells it */
  scrolled(scrollTop: number, timeMs: number): void {
    this.#scrollTop = scrollTop;
    const elapsedMs = timeMs - this.#sample.timeMs;
    if (elapsedMs < sampleMs) return;
    this.#isFlying = elapsedMs < settleMs && Math.abs(scrollTop - this.#sample.scrollTop) / elapsedMs > flyingSpeed;
    this.#sample = { scrollTop, timeMs };
    if (this.#isFlying) this.#timers.start('settle', settleMs, () => (this.#isFlying = false));
  }

  /** Where to scroll so that an item is seen whole. */
  positionOf(index: number): number {
    return scrollToShow(this.#layout, index, this.#scrollTop, this.#height);
  }
}
