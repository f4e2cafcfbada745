import { readdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ZodError } from 'zod';
import { expandRecipe, RecipeFile } from '../../common/domain/recipe.ts';
import type { Recipe } from '../../common/domain/recipe.ts';
import { AppError, toAppError } from '../../common/errors/app-error.ts';
import { replaceFile } from '../files/replace-file.ts';

export interface RecipeFolders {
  /** Those that come with the program. */
  readonly builtIn: string;
  /** The user's own. */
  readonly own: string;
}

/** The recipes: one JSON file each. A file of the user's that cannot be read is told in the log and left where it is. */
export class RecipeService {
  readonly #folders: RecipeFolders;
  readonly #log: (line: string) => void;
  #builtIn: Promise<Recipe[]> | undefined;

  constructor(folders: RecipeFolders, log: (line: string) => void) {
    this.#folders = folders;
    this.#log = log;
  }

  /** By their place in the gallery, each with its variants behind it; the user's own last. */
  async list(): Promise<Recipe[]> {
    return [...(await this.#readBuiltIn()), ...(await this.#readOwn())].sort(
      (a, b) => Number(a.isOwn) - Number(b.isOwn) || a.place - b.place,
    );
  }

  /** @throws AppError `conflict` where the id is a built-in one's, `invalid-input` where a variant makes no valid options */
  async save(file: RecipeFile): Promise<Recipe[]> {
    if ((await this.#readBuiltIn()).some(({ project }) => project === file.id)) {
      throw new AppError('conflict', `The recipe ${file.id} comes with Nevus and stays as it is. Save yours under another id.`);
    }
    try {
      expandRecipe(file, true);
    } catch (thrown) {
      throw new AppError('invalid-input', `A variant of the recipe ${file.id} makes no valid options: ${reasonsOf(thrown)}.`);
    }
    await replaceFile(this.#ownFile(file.id), `${JSON.stringify(file, null, 2)}\n`);
    return this.list();
  }

  /** Runs that were trained by it keep their options. @throws AppError `not-found`, `not-allowed` */
  async remove(recipeId: string): Promise<Recipe[]> {
    const recipe = (await this.list()).find(({ project }) => project === recipeId);
    if (recipe === undefined) throw new AppError('not-found', `There is no recipe named ${recipeId}.`);
    if (!recipe.isOwn) throw new AppError('not-allowed', `The recipe ${recipeId} comes with Nevus and cannot be removed.`);
    await rm(this.#ownFile(recipeId), { force: true });
    return this.list();
  }

  #ownFile(id: string): string {
    return join(this.#folders.own, `${id}.json`);
  }

  #readBuiltIn(): Promise<Recipe[]> {
    return (this.#builtIn ??= listFiles(this.#folders.builtIn).then(async (paths) =>
      (await Promise.all(paths.map((path) => readFrom(path, false)))).flat(),
    ));
  }

  async #readOwn(): Promise<Recipe[]> {
    const taken = new Set((await this.#readBuiltIn()).map(({ project }) => project));
    const recipes: Recipe[] = [];
    for (const path of await listFiles(this.#folders.own)) {
      try {
        const own = await readFrom(path, true);
        if (own.every(({ project }) => !taken.has(project) && `${project}.json` === basename(path))) recipes.push(...own);
        else this.#log(`The recipe in ${basename(path)} has an id that is taken or not its file's name; it is passed over.`);
      } catch (thrown) {
        this.#log(`The recipe in ${basename(path)} cannot be read and is passed over: ${reasonsOf(thrown)}.`);
      }
    }
    return recipes;
  }
}

async function listFiles(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  return names.map((name) => join(folder, name));
}

async function readFrom(path: string, isOwn: boolean): Promise<Recipe[]> {
  return expandRecipe(RecipeFile.parse(JSON.parse(await readFile(path, 'utf8'))), isOwn);
}

function reasonsOf(thrown: unknown): string {
  if (thrown instanceof ZodError) return thrown.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  return toAppError(thrown).message;
}
