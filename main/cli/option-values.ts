import { InvalidArgumentError } from 'commander';
import type { Trainable } from '../../common/domain/model-spec.ts';
import { FactName, TypedFacts } from '../../common/domain/patient-facts.ts';
import type { SmallerSize } from '../../common/domain/training-phases.ts';

/** Parsers of option values; what they refuse ends as wrong usage with the option's name. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It must be a whole number, 0 or more.');
  return Number(text);
}

export function positiveNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('It must be a number above 0.');
  return value;
}

/** A number above 0, or `none`. */
export function numberOrNone(text: string): number | 'none' {
  return text === 'none' ? text : positiveNumber(text);
}

/** A share of the whole: 0.15 or 15% */
export function share(text: string): number {
  const value = text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0 || value >= 1) {
    throw new InvalidArgumentError('It must be a share between 0 and 1, such as 0.15 or 15%.');
  }
  return value;
}

/** `128,64` or `none` */
export function wholeNumberList(text: string): number[] {
  return text === 'none' ? [] : text.split(',').map((part) => wholeNumber(part.trim()));
}

/** `128:6,176:4`, image sizes with their epochs, or `none` */
export function smallerSizes(text: string): SmallerSize[] {
  if (text === 'none') return [];
  return text.split(',').map((part) => {
    const [, imageSize, epochs] = /^\s*(\d{1,4}):(\d{1,4})\s*$/.exec(part) ?? [];
    if (imageSize === undefined || epochs === undefined) {
      throw new InvalidArgumentError('It must be image sizes with their epochs, such as 128:6,176:4, or none.');
    }
    return { imageSize: Number(imageSize), epochs: Number(epochs) };
  });
}

/** Of a person, in years. */
export function ageInYears(text: string): number {
  const { success, data } = TypedFacts.shape.ageYears.safeParse(text.trim() === '' ? Number.NaN : Number(text));
  if (!success || data === null) throw new InvalidArgumentError('It must be a number of years, 0 to 120.');
  return data;
}

/** `age,sex,site`, some of them, or `none` */
export function factList(text: string): FactName[] {
  if (text === 'none') return [];
  const names = text.split(',').map((part) => part.trim());
  const wrong = names.find((name) => !FactName.safeParse(name).success);
  if (wrong !== undefined)
    throw new InvalidArgumentError(`There is no fact "${wrong}": name some of ${FactName.options.join(',')}, or none.`);
  return FactName.options.filter((name) => names.includes(name));
}

/** `head`, `all`, or `from:<layer or block>` */
export function trainableLayers(text: string): Trainable {
  if (text === 'head' || text === 'all') return text;
  const [, from] = /^from:(.+)$/.exec(text) ?? [];
  if (from === undefined) throw new InvalidArgumentError('It must be head, all, or from:<layer or block>.');
  return { from };
}
