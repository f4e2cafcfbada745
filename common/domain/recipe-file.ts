import { AppError } from '../errors/app-error.ts';
import { patched, RecipeFile } from './recipe.ts';
import type { Recipe } from './recipe.ts';

/**
 * A recipe out of a file that somebody made or shared.
 * @param name of the file, for people
 * @throws AppError `invalid-input`, with every reason
 */
export function readRecipeFile(text: string, name: string): RecipeFile {
  try {
    // Editors of Windows begin a file with a byte order mark.
    return parseRecipe(JSON.parse(text.replace(/^\uFEFF/, '')), name);
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
    throw new AppError('invalid-input', `${name} is no JSON: ${thrown.message}. Nothing was changed.`);
  }
}

/**
 * A setting that Nevus does not know is refused too: left out in silence, it would train another network than the file says.
 * @throws AppError `invalid-input`, with every reason
 */
export function parseRecipe(value: unknown, name: string): RecipeFile {
  const parsed = RecipeFile.safeParse(value);
  const reasons = parsed.success
    ? [...unknownFields(value, parsed.data), ...unknownChanges(parsed.data)].map((field) => `${field}: Nevus knows no such setting`)
    : parsed.error.issues.map(({ path, message }) => [path.join('.'), message].filter((part) => part !== '').join(': '));
  if (parsed.success && reasons.length === 0) return parsed.data;
  const told = reasons.join('; ').replace(/\.$/, '');
  throw new AppError('invalid-input', `${name} is no recipe. ${told}. Nothing was changed.`);
}

/** Paths of what reading it left out. */
function unknownFields(written: unknown, read: unknown, path: readonly string[] = []): string[] {
  if (!isObject(written) || !isObject(read)) return [];
  return Object.entries(written).flatMap(([key, value]) =>
    key in read ? unknownFields(value, read[key], [...path, key]) : [[...path, key].join('.')],
  );
}

/** The same of its variants and its quick trial. The network is left out of the latter: what it changes there not every variant need have. */
function unknownChanges({ options, quick, variants }: RecipeFile): string[] {
  const { model: _model, ...quickChanges } = quick;
  return [
    ...unknownFields(quickChanges, patched(options, quickChanges), ['quick']),
    ...variants.flatMap(({ changes }, index) => unknownFields(changes, patched(options, changes), ['variants', String(index), 'changes'])),
  ];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** The text of a recipe's file. */
export function writeRecipeFile(file: RecipeFile): string {
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** A project's recipe and its variants as the one file that they came from, in which each variant names all its options. Null where its recipe is not there. */
export function fileOf(recipes: readonly Recipe[]): RecipeFile | null {
  const base = recipes.find(({ id, project }) => id === project);
  if (base === undefined) return null;
  const variants = recipes.filter(({ id, project }) => project === base.project && id !== project);
  return RecipeFile.parse({
    ...base,
    variants: variants.map(({ id, title, summary, expectedTime, options }) => ({
      id: id.slice(base.id.length + 1),
      title,
      summary,
      expectedTime,
      changes: options,
    })),
  });
}
