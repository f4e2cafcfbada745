import { withoutExtension } from '../imaging/photograph-format.ts';

/**
 * What an image id and a file name have in common: the name without extension, whatever its case and its form of Unicode. File systems differ in both
 * (macOS decomposes accents, Windows ignores case), and metadata is written on another machine than photographs are copied to.
 */
export function photographKey(name: string): string {
  return withoutExtension(name).normalize('NFC').toLowerCase();
}
