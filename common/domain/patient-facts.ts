import { z } from 'zod';
import { AppError } from '../errors/app-error.ts';

/**
 * What a network may be told beside a photograph. How a diagnosis was proven (`dx_type`) and where a photograph comes from (`dataset`) give the answer away
 * without being medicine, so there is no name for them here, and nothing that is sent to a network has a place for them.
 */
export const FactName = z.enum(['age', 'sex', 'site']);
export type FactName = z.infer<typeof FactName>;

/** What people call each fact. */
export const factNames: Readonly<Record<FactName, string>> = { age: 'age', sex: 'sex', site: 'body site' };

/** What is known of a photograph's patient; null where it is not known. */
export const PatientFacts = z.strictObject({
  ageYears: z.number().nullable(),
  sex: z.string().nullable(),
  /** Where on the body the lesion is, in the words of the dataset. */
  site: z.string().nullable(),
});
export type PatientFacts = z.infer<typeof PatientFacts>;

/** The same as somebody types it beside a photograph. */
export const TypedFacts = z.strictObject({
  ageYears: z.number().min(0).max(120).nullable().default(null),
  sex: z.enum(['female', 'male']).nullable().default(null),
  site: z.string().trim().min(1).max(100).nullable().default(null),
});
export type TypedFacts = z.infer<typeof TypedFacts>;

export const nothingKnown = { ageYears: null, sex: null, site: null } as const satisfies PatientFacts;

/** How facts become a network's second input: fitted on the training part, kept with the network. Null: the network is not told that fact. */
export const FactsEncoding = z.strictObject({
  age: z.strictObject({ meanYears: z.number(), deviationYears: z.number().positive() }).nullable(),
  sex: z.strictObject({ values: z.array(z.string()) }).nullable(),
  /** Sites of the training part; every other one counts as unknown. */
  site: z.strictObject({ values: z.array(z.string()) }).nullable(),
});
export type FactsEncoding = z.infer<typeof FactsEncoding>;

/** What the dataset's words for sex are reduced to; others count as unknown. */
const sexes = ['female', 'male'];
/** The most frequent sites; where a dataset has free text instead of sites, the rest counts as unknown. */
const largestSiteCount = 50;
/** An age outside is a mistake and counts as unknown. */
const oldestYears = 120;

/**
 * Facts that nobody noted teach nothing: a network that was promised them is refused before it is trained.
 * @param photographs of the training part
 * @throws AppError `invalid-input` naming the facts that none of the photographs tells
 */
export function requireTold(names: readonly FactName[], photographs: readonly PatientFacts[]): void {
  const untold = names.filter((name) => countTold(name, photographs) === 0);
  if (untold.length === 0) return;
  const told = names.filter((name) => !untold.includes(name));
  const words = untold.map((name) => factNames[name]).join(' or ');
  const advice = told.length === 0 ? 'Train without facts' : `Train with ${told.map((name) => factNames[name]).join(' and ')} only`;
  throw new AppError(
    'invalid-input',
    `None of the training part's photographs tells the patient's ${words}, so a network cannot learn from it. ${advice}, or import metadata that has it.`,
    { untold },
  );
}

/**
 * A network that was trained without a fact would take no notice of it, and nobody would know.
 * @param names what the network is told
 * @param runName for the message
 * @throws AppError `invalid-input` naming the facts that it is not
 */
export function requireTaken(names: readonly FactName[], facts: PatientFacts, runName: string): void {
  const unused = FactName.options.filter((name) => isTold(name, facts) && !names.includes(name));
  if (unused.length === 0) return;
  const words = unused.map((name) => factNames[name]).join(' or ');
  const taken =
    names.length === 0 ? 'from photographs alone' : `with the patient's ${names.map((name) => factNames[name]).join(', ')} only`;
  throw new AppError('invalid-input', `${runName} takes no ${words}: it was trained ${taken}. Leave it out, or choose another run.`, {
    unused,
  });
}

/** How many of these photographs tell a fact. */
export function countTold(name: FactName, photographs: readonly PatientFacts[]): number {
  return photographs.filter((facts) => isTold(name, facts)).length;
}

/**
 * Fits the encoding of some facts on the photographs of a training part: mean and deviation of the known ages, and the sites that there are, in the order
 * of the alphabet.
 */
export function fitFactsEncoding(names: readonly FactName[], photographs: readonly PatientFacts[]): FactsEncoding {
  return {
    age: names.includes('age') ? fitAge(photographs.flatMap(({ ageYears }) => knownAge(ageYears) ?? [])) : null,
    sex: names.includes('sex') ? { values: [...sexes] } : null,
    site: names.includes('site') ? { values: fitSites(photographs) } : null,
  };
}

/** Numbers of one photograph's encoded facts. */
export function encodedLength({ age, sex, site }: FactsEncoding): number {
  return (age === null ? 0 : 2) + (sex === null ? 0 : sex.values.length + 1) + (site === null ? 0 : site.values.length + 1);
}

/**
 * One photograph's facts as numbers, one fact after the other: (age - mean) / deviation, and 1 where the age is unknown (its first number is 0 then); 1 at
 * the place of the sex, the last place is that of an unknown one; the same for the site.
 */
export function encodeFacts({ age, sex, site }: FactsEncoding, facts: PatientFacts): number[] {
  const years = knownAge(facts.ageYears);
  return [
    ...(age === null ? [] : years === null ? [0, 1] : [(years - age.meanYears) / age.deviationYears, 0]),
    ...(sex === null ? [] : oneHot(sex.values, facts.sex)),
    ...(site === null ? [] : oneHot(site.values, facts.site)),
  ];
}

/** Sites of these photographs that the encoding does not know, though it has sites: they count as unknown. Each once, in the order of the alphabet. */
export function unknownSites({ site }: FactsEncoding, photographs: readonly PatientFacts[]): string[] {
  if (site === null) return [];
  const found = new Set(photographs.flatMap((facts) => normalise(facts.site) ?? []));
  return [...found].filter((value) => !site.values.includes(value)).sort();
}

function isTold(name: FactName, { ageYears, sex, site }: PatientFacts): boolean {
  switch (name) {
    case 'age':
      return knownAge(ageYears) !== null;
    case 'sex':
      return sexes.includes(normalise(sex) ?? '');
    case 'site':
      return normalise(site) !== null;
  }
}

function fitAge(ages: readonly number[]): { meanYears: number; deviationYears: number } {
  if (ages.length === 0) return { meanYears: 0, deviationYears: 1 };
  const meanYears = ages.reduce((sum, age) => sum + age, 0) / ages.length;
  const variance = ages.reduce((sum, age) => sum + (age - meanYears) ** 2, 0) / ages.length;
  return { meanYears, deviationYears: variance === 0 ? 1 : Math.sqrt(variance) };
}

function fitSites(photographs: readonly PatientFacts[]): string[] {
  const counts = new Map<string, number>();
  for (const facts of photographs) {
    const site = normalise(facts.site);
    if (site !== null) counts.set(site, (counts.get(site) ?? 0) + 1);
  }
  const byCount = [...counts].sort(([one, first], [other, second]) => second - first || (one < other ? -1 : 1));
  return byCount
    .slice(0, largestSiteCount)
    .map(([site]) => site)
    .sort();
}

function oneHot(values: readonly string[], value: string | null): number[] {
  const encoded = new Array<number>(values.length + 1).fill(0);
  const place = values.indexOf(normalise(value) ?? '');
  encoded[place === -1 ? values.length : place] = 1;
  return encoded;
}

function knownAge(years: number | null): number | null {
  return years === null || !(years >= 0 && years <= oldestYears) ? null : years;
}

/** Capitals and blanks make no other word; "unknown" is no word at all. */
function normalise(text: string | null): string | null {
  const word = text?.trim().toLowerCase() ?? '';
  return word === '' || word === 'unknown' ? null : word;
}
