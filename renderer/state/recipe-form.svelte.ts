import { fileOf } from '../../common/domain/recipe-file.ts';
import { RecipeFile } from '../../common/domain/recipe.ts';
import type { Recipe } from '../../common/domain/recipe.ts';
import type { TrainingOptions } from '../../common/domain/training-config.ts';
import { toAppError } from '../../common/errors/app-error.ts';
import type { AppError } from '../../common/errors/app-error.ts';
import { explainIssue } from './explain-issue.ts';

type Field = 'title' | 'id' | 'summary';

/** What settings began from, as far as a recipe tells of it. */
export type RecipeBase = Pick<Recipe, 'id' | 'title' | 'summary' | 'source' | 'expects' | 'ensemble' | 'project' | 'isOwn'>;

/** The form that keeps settings as a recipe of the user's own. The id follows the title until somebody types one. */
export class RecipeForm {
  #title = $state('');
  #id = $state<string | null>(null);
  summary = $state('');
  #errors = $state.raw<Readonly<Partial<Record<Field, string>>>>({});
  #failure = $state.raw<AppError | null>(null);
  #isBusy = $state(false);

  get title(): string {
    return this.#title;
  }

  set title(title: string) {
    this.#title = title;
    this.#errors = {};
  }

  get id(): string {
    return this.#id ?? idOf(this.#title);
  }

  set id(id: string) {
    this.#id = id;
    this.#errors = {};
  }

  get errors(): Readonly<Partial<Record<Field, string>>> {
    return this.#errors;
  }

  get failure(): AppError | null {
    return this.#failure;
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  /**
   * @param base what the settings began from
   * @param isEdited whether an own recipe is to be replaced, as where its settings were changed; else it is copied
   */
  open(base: RecipeBase, isEdited: boolean): void {
    // In a variant's place stands a copy: the recipe that it belongs to is another one.
    const replaces = base.isOwn && isEdited && base.id === base.project;
    this.#title = replaces ? base.title : base.isOwn ? `${base.title}, copy` : `My ${base.title}`;
    this.#id = replaces ? base.project : null;
    this.summary = base.summary;
    this.#errors = {};
    this.#failure = null;
  }

  /** The user's own recipe that would be replaced. */
  replaced(recipes: readonly Recipe[]): Recipe | undefined {
    return recipes.find(({ id, isOwn }) => isOwn && id === this.id.trim());
  }

  /**
   * Keeps the options. An own recipe that is changed keeps its variants, and its figures where only words change. Null where something has to be mended first,
   * which the form then shows; else the recipe's id.
   * @param recipes all that there are
   */
  async submit(
    base: RecipeBase,
    options: TrainingOptions,
    recipes: readonly Recipe[],
    save: (recipe: RecipeFile) => Promise<void>,
  ): Promise<string | null> {
    this.#failure = null;
    const id = this.id.trim();
    const before = fileOf(recipes.filter(({ isOwn, project }) => isOwn && project === base.project && project === id));
    const parsed = RecipeFile.safeParse({
      ...(before === null ? startedFrom(base) : changedTo(before, options)),
      id,
      title: this.title,
      summary: this.summary.trim(),
      options,
    });
    if (!parsed.success) {
      const errors: Partial<Record<Field, string>> = {};
      for (const issue of parsed.error.issues) errors[issue.path[0] === 'id' ? 'id' : 'title'] ??= explainIssue(issue);
      this.#errors = errors;
      return null;
    }
    this.#isBusy = true;
    try {
      await save(parsed.data);
      return parsed.data.id;
    } catch (thrown) {
      this.#failure = toAppError(thrown);
      return null;
    } finally {
      this.#isBusy = false;
    }
  }
}

/** Figures of what it began from are not its own. */
function startedFrom({ title, source, expects, ensemble, isOwn }: RecipeBase): Partial<RecipeFile> {
  return { source: isOwn ? source : `Settings that began as ${title}.`, published: null, expects, ensemble };
}

function changedTo(before: RecipeFile, options: TrainingOptions): Partial<RecipeFile> {
  const isSame = JSON.stringify(before.options) === JSON.stringify(options);
  return isSame ? before : { ...before, published: null, publishedAccuracy: null, expectedTime: null };
}

/** `My VGG19, 2nd` becomes `my-vgg19-2nd`. */
function idOf(title: string): string {
  return title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9\s-]/g, '')
    .trim()
    .replace(/[\s-]+/g, '-')
    .slice(0, 60);
}
