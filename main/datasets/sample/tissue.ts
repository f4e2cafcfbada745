import type { SeededRandom } from '../../../common/domain/random.ts';
import type { Mix } from './colour.ts';
import type { Mark } from './marks.ts';
import type { NoiseField } from './noise.ts';
import type { Outline } from './outline.ts';

/** What a lesion looks like under the dermatoscope, in its own coordinates: every photograph of it shows the same. */
export interface Tissue {
  readonly outline: Outline;
  /** Paints over the skin's colour at a point of the given depth (see Outline). */
  paint(mix: Mix, x: number, y: number, depth: number): void;
  /** Single structures on top, in order. */
  readonly marks: readonly Mark[];
}

export type GrowTissue = (random: SeededRandom, noise: NoiseField) => Tissue;
