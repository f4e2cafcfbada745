import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Recipe } from '../../common/domain/training-config.ts';

/** The recipes that come with the program: one JSON file each. */
export class RecipeService {
  readonly #folder: string;
  #recipes: Promise<Recipe[]> | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  list(): Promise<Recipe[]> {
    return (this.#recipes ??= this.#read());
  }

  async #read(): Promise<Recipe[]> {
    const names = (await readdir(this.#folder)).filter((name) => name.endsWith('.json')).sort();
    return Promise.all(names.map(async (name) => Recipe.parse(JSON.parse(await readFile(join(this.#folder, name), 'utf8')))));
  }
}
