import type { SeededRandom } from '../../../common/domain/random.ts';
import type { Augmentation } from '../../../common/domain/training-config.ts';
import { drawBeta } from './draw-beta.ts';

/** How a photograph is mixed with its partner. */
export interface Mix {
  /** What stays of the photograph: a multiple of 1/256 for mixup, of one pixel for cutmix. */
  readonly share: number;
  /** The part that the partner takes, in pixels; null: all pixels are blended. */
  readonly box: Box | null;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * Draws how one photograph is mixed: mixup with a share from Beta(mixup, mixup) (Zhang et al. 2017, arXiv 1710.09412), or cutmix with a square of share
 * Beta(cutmix, cutmix) anywhere, cut off at the border (Yun et al. 2019, arXiv 1905.04899); where both are on, either with equal chance.
 * @param edge of the photograph, pixels; null for features, which know no place: only mixup then
 * @returns null where neither is on
 */
export function drawMix({ mixup, cutmix }: Augmentation, edge: number | null, random: SeededRandom): Mix | null {
  const isCutmixPossible = cutmix > 0 && edge !== null;
  if (mixup === 0 && !isCutmixPossible) return null;
  const isCutmix = isCutmixPossible && (mixup === 0 || random.next() < 0.5);
  if (!isCutmix) return { share: Math.round(256 * drawBeta(mixup, random)) / 256, box: null };
  const reach = Math.round((edge * Math.sqrt(1 - drawBeta(cutmix, random))) / 2);
  const column = random.nextBelow(edge);
  const row = random.nextBelow(edge);
  const box = {
    left: Math.max(0, column - reach),
    right: Math.min(edge, column + reach),
    top: Math.max(0, row - reach),
    bottom: Math.min(edge, row + reach),
  };
  return { share: 1 - ((box.right - box.left) * (box.bottom - box.top)) / edge ** 2, box };
}

/**
 * Mixes each row of a batch with the next one, the last with the first, in place.
 * @param pixels rows of edge x edge x 3 bytes
 */
export function mixPixels(pixels: Uint8Array, edge: number, mixes: readonly (Mix | null)[]): void {
  const length = edge * edge * 3;
  const first = pixels.slice(0, length);
  mixes.forEach((mix, index) => {
    if (mix === null) return;
    const isLast = index === mixes.length - 1;
    const partner = isLast ? first : pixels.subarray((index + 1) * length, (index + 2) * length);
    const own = pixels.subarray(index * length, (index + 1) * length);
    if (mix.box === null) blend(own, partner, Math.round(256 * mix.share));
    else paste(own, partner, edge, mix.box);
  });
}

/** The same for rows of features. */
export function mixFeatures(features: Float32Array, mixes: readonly (Mix | null)[]): void {
  const length = features.length / mixes.length;
  const first = features.slice(0, length);
  mixes.forEach((mix, index) => {
    if (mix === null) return;
    const partner = index === mixes.length - 1 ? first : features.subarray((index + 1) * length, (index + 2) * length);
    for (let place = 0; place < length; place++) {
      const at = index * length + place;
      features[at] = mix.share * (features[at] as number) + (1 - mix.share) * (partner[place] as number);
    }
  });
}

/** The partner of each photograph of a batch. */
export function partnerOf(index: number, batchSize: number): number {
  return (index + 1) % batchSize;
}

function blend(own: Uint8Array, partner: Uint8Array, ownOf256: number): void {
  const partnerOf256 = 256 - ownOf256;
  for (let index = 0; index < own.length; index++) {
    own[index] = ((own[index] as number) * ownOf256 + (partner[index] as number) * partnerOf256 + 128) >> 8;
  }
}

function paste(own: Uint8Array, partner: Uint8Array, edge: number, { left, top, right, bottom }: Box): void {
  for (let row = top; row < bottom; row++) {
    const start = 3 * (row * edge + left);
    own.set(partner.subarray(start, start + 3 * (right - left)), start);
  }
}
