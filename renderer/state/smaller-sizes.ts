import type { SmallerSize } from '../../common/domain/training-phases.ts';
import { toNumber } from './typed-numbers.ts';

/** As people type them: 128:6, 176:4 */
export function formatSmallerSizes(sizes: readonly SmallerSize[]): string {
  return sizes.map(({ imageSize, epochs }) => `${imageSize}:${epochs}`).join(', ');
}

/** What is no number becomes NaN, which no schema accepts. */
export function readSmallerSizes(text: string): SmallerSize[] {
  const parts = text.split(/[,;]/).filter((part) => part.trim() !== '');
  return parts.map((part) => {
    const [imageSize = '', epochs = '', ...others] = part.split(':');
    return { imageSize: toNumber(imageSize), epochs: others.length > 0 ? Number.NaN : toNumber(epochs) };
  });
}

/** What is wrong; after how it should be written, where that is what is wrong: a sentence about one number. */
export function explainSmallerSizes(message: string): string {
  return message.endsWith('.') ? `Image sizes with their epochs, such as 128:6, 176:4. ${message}` : message;
}
