import type { SearchDimension } from '../../common/domain/search.ts';
import { AppError } from '../../common/errors/app-error.ts';

const forms =
  'learningRate=log:1e-5:1e-2 (every order of magnitude alike), model.dropout=0:0.6, batchSize=int:8:64, or a list of values: optimizer=adamw,sgd';

/**
 * One `--set`: a setting and over what it is searched.
 * @throws AppError `invalid-input` where it is none of the forms
 */
export function parseDimension(text: string): SearchDimension {
  const [, path, values] = /^([a-zA-Z.]+)=(.+)$/s.exec(text) ?? [];
  if (path === undefined || values === undefined) throw refused(text);
  const [, kind, from, to] = /^(?:(log|int):)?([^:,[\]{}"]+):([^:,[\]{}"]+)$/.exec(values) ?? [];
  if (from === undefined || to === undefined) return parseChoice(text, path, values);
  const range = { path, from: Number(from), to: Number(to) };
  if (!Number.isFinite(range.from) || !Number.isFinite(range.to)) throw refused(text);
  if (kind === 'log') {
    if (range.from <= 0 || range.to <= 0)
      throw new AppError('invalid-input', `--set ${text} goes by orders of magnitude: both ends must be above 0.`);
    return { kind: 'log', ...range };
  }
  if (kind === 'int') {
    if (!Number.isInteger(range.from) || !Number.isInteger(range.to))
      throw new AppError('invalid-input', `--set ${text} must go from a whole number to one.`);
    return { kind: 'integer', ...range };
  }
  return { kind: 'linear', ...range };
}

/** Values are JSON where they can be read as such (numbers, true, null, lists), and names otherwise. */
function parseChoice(text: string, path: string, list: string): SearchDimension {
  const values = splitList(list).map((value) => {
    try {
      return JSON.parse(value) as string;
    } catch {
      // Not JSON: a name.
      return value;
    }
  });
  if (values.length < 2 || values.includes('')) throw refused(text);
  return { kind: 'choice', path, values };
}

/** At the commas that are in no brackets. */
function splitList(list: string): string[] {
  const parts: string[] = [];
  let part = '';
  let depth = 0;
  for (const character of list) {
    if ('[{'.includes(character)) depth++;
    if (']}'.includes(character)) depth--;
    if (character === ',' && depth === 0) {
      parts.push(part.trim());
      part = '';
    } else {
      part += character;
    }
  }
  return [...parts, part.trim()];
}

function refused(text: string): AppError {
  return new AppError('invalid-input', `--set ${text} says not what is searched. It can be: ${forms}.`);
}
