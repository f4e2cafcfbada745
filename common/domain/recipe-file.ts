import { AppError } from '../errors/app-error.ts';
import { RecipeFile } from './recipe.ts';

/**
 * A recipe out of a file that somebody made or shared.
 * @param name of the file, for people
 * @throws AppError `invalid-input`, with every reason
 */
export function readRecipeFile(text: string, name: string): RecipeFile {
  try {
    return parseRecipe(JSON.parse(text), name);
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
    throw new AppError('invalid-input', `${name} is no JSON: ${thrown.message}. Nothing was changed.`);
  }
}

/** @throws AppError `invalid-input`, with every reason */
export function parseRecipe(value: unknown, name: string): RecipeFile {
  const parsed = RecipeFile.safeParse(value);
  if (parsed.success) return parsed.data;
  const reasons = parsed.error.issues.map(({ path, message }) => [path.join('.'), message].filter((part) => part !== '').join(': '));
  throw new AppError('invalid-input', `${name} is no recipe. ${reasons.join('; ')}. Nothing was changed.`);
}

/** The text of a recipe's file. */
export function writeRecipeFile(file: RecipeFile): string {
  return `${JSON.stringify(file, null, 2)}\n`;
}
