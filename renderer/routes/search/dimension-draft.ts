import { z } from 'zod';
import type { SearchDimension } from '../../../common/domain/search.ts';
import { fromUnit } from '../../../common/search/unit-scale.ts';
import { toNumber } from '../../state/typed-numbers.ts';
import { isSame, searchableOption } from './searchable-options.ts';
import type { OptionValue, SearchableOption } from './searchable-options.ts';

/** One dimension of a search as fields hold it: figures as typed text, so that half-typed ones are not lost. */
export const DimensionDraft = z.object({
  path: z.string(),
  kind: z.enum(['log', 'linear', 'integer', 'choice']),
  from: z.string(),
  to: z.string(),
  /** Figures to choose from, separated by commas; lists of figures by semicolons. */
  list: z.string(),
  /** Which of the values that have names are chosen, as JSON. */
  named: z.array(z.string()),
});
export type DimensionDraft = z.infer<typeof DimensionDraft>;

/** Ways to vary an option, the usual one first; one only where its values have names. */
export function kindsOf(path: string): DimensionDraft['kind'][] {
  const option = searchableOption(path);
  if (option?.named !== undefined || option?.isList === true) return ['choice'];
  return option?.isWhole === true ? ['choice', 'integer'] : ['log', 'linear', 'choice'];
}

export function draftOfDimension(dimension: SearchDimension): DimensionDraft {
  const { path, kind } = dimension;
  if (kind !== 'choice') return { path, kind, from: String(dimension.from), to: String(dimension.to), list: '', named: [] };
  const option = searchableOption(path);
  if (option?.named !== undefined) {
    return { path, kind, from: '', to: '', list: '', named: dimension.values.map((value) => JSON.stringify(value)) };
  }
  return { path, kind, from: '', to: '', list: listText(dimension.values, option), named: [] };
}

/** The same option varied in another way: what was typed is taken over where it says the same. */
export function withKind(draft: DimensionDraft, kind: DimensionDraft['kind']): DimensionDraft {
  if (kind === 'choice' && draft.kind !== 'choice') {
    const [from, to] = [toNumber(draft.from), toNumber(draft.to)];
    if (!(from < to)) return { ...draft, kind };
    const middle = fromUnit({ kind: draft.kind, path: draft.path, from, to }, 0.5);
    return { ...draft, kind, list: draft.list === '' ? [from, middle, to].join(', ') : draft.list };
  }
  if (kind !== 'choice' && draft.from === '' && draft.to === '') {
    const figures = readFigures(draft.list).filter(Number.isFinite);
    if (figures.length > 1) return { ...draft, kind, from: String(Math.min(...figures)), to: String(Math.max(...figures)) };
  }
  return { ...draft, kind };
}

/** What the fields say, unchecked but for what no schema could name: a list that holds no figures. */
export function toDimension(draft: DimensionDraft): { readonly dimension: unknown } | { readonly error: string } {
  const { path, kind } = draft;
  if (kind !== 'choice') return { dimension: { kind, path, from: toNumber(draft.from), to: toNumber(draft.to) } };
  const option = searchableOption(path);
  if (option?.named !== undefined) {
    if (draft.named.length < 2) return { error: 'Choose at least two values, or remove this setting from the search.' };
    return { dimension: { kind, path, values: draft.named.map((text) => JSON.parse(text) as unknown) } };
  }
  const values = option?.isList === true ? readLists(draft.list) : readFigures(draft.list);
  if (values.flat().some((figure) => !Number.isFinite(figure))) {
    return {
      error:
        option?.isList === true
          ? 'Layers are whole numbers, such as 64; choices are separated by semicolons: none; 64; 256, 128.'
          : 'Figures are separated by commas, such as 16, 32, 64.',
    };
  }
  if (new Set(values.map(String)).size < values.length) return { error: 'One value is named twice. Name each once.' };
  if (values.length < 2) return { error: 'Name at least two values, or remove this setting from the search.' };
  return { dimension: { kind, path, values } };
}

/** A chosen value taken out, or put in at its place. */
export function withNamed(draft: DimensionDraft, option: SearchableOption, value: OptionValue, isChosen: boolean): DimensionDraft {
  const wanted = (option.named ?? []).filter((known) =>
    isSame(known.value, value) ? isChosen : draft.named.includes(JSON.stringify(known.value)),
  );
  return { ...draft, named: wanted.map((known) => JSON.stringify(known.value)) };
}

function listText(values: readonly OptionValue[], option: SearchableOption | undefined): string {
  if (option?.isList !== true) return values.map(String).join(', ');
  return values
    .map((value) => (Array.isArray(value) && value.length > 0 ? value.map((figure) => JSON.stringify(figure)).join(', ') : 'none'))
    .join('; ');
}

function readFigures(text: string): number[] {
  return text
    .split(/[,;\s]+/)
    .filter(Boolean)
    .map(Number);
}

function readLists(text: string): number[][] {
  return text
    .split(';')
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => (part === 'none' ? [] : readFigures(part)));
}
