import type { SeededRandom } from '../../../common/domain/random.ts';

/** Red, green, blue, 0 to 255. */
export type Colour = readonly [number, number, number];

/** A colour that is painted over, layer by layer. */
export type Mix = Float64Array;

/** Covers `mix` with a colour; `amount` 0 changes nothing, 1 hides what was there. */
export function cover(mix: Mix, colour: Colour, amount: number): void {
  mix[0] = (mix[0] as number) + (colour[0] - (mix[0] as number)) * amount;
  mix[1] = (mix[1] as number) + (colour[1] - (mix[1] as number)) * amount;
  mix[2] = (mix[2] as number) + (colour[2] - (mix[2] as number)) * amount;
}

/** Covers `mix` with a colour between two others. */
export function coverBetween(mix: Mix, from: Colour, to: Colour, share: number, amount: number): void {
  mix[0] = (mix[0] as number) + (from[0] + (to[0] - from[0]) * share - (mix[0] as number)) * amount;
  mix[1] = (mix[1] as number) + (from[1] + (to[1] - from[1]) * share - (mix[1] as number)) * amount;
  mix[2] = (mix[2] as number) + (from[2] + (to[2] - from[2]) * share - (mix[2] as number)) * amount;
}

/** Brightens (above 1) or darkens (below 1) as pigment does: blue is swallowed first, red last. */
export function shade(mix: Mix, factor: number): void {
  mix[0] = (mix[0] as number) * (1 + (factor - 1) * 0.8);
  mix[1] = (mix[1] as number) * factor;
  mix[2] = (mix[2] as number) * (1 + (factor - 1) * 1.05);
}

/** The colour, a little different for every lesion. */
export function vary(random: SeededRandom, colour: Colour, spread: number): Colour {
  const light = random.between(-spread, spread);
  const own = (): number => random.between(-spread, spread) * 0.4;
  return [colour[0] + light + own(), colour[1] + light + own(), colour[2] + light + own()];
}

export function between(from: Colour, to: Colour, share: number): Colour {
  return [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share, from[2] + (to[2] - from[2]) * share];
}
