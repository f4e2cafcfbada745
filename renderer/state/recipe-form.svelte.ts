import { RecipeFile } from '../../common/domain/recipe.ts';
import type { Recipe } from '../../common/domain/recipe.ts';
import type { TrainingOptions } from '../../common/domain/training-config.ts';
import { toAppError } from '../../common/errors/app-error.ts';
import type { AppError } from '../../common/errors/app-error.ts';
import { explainIssue } from './explain-issue.ts';

type Field = 'title' | 'id' | 'summary';

/** What settings began from, as far as a recipe tells of it. */
export type RecipeBase = Pick<Recipe, 'title' | 'summary' | 'source' | 'expects' | 'ensemble' | 'project' | 'isOwn'>;

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
   * @param isChanged whether they differ from it: an own recipe is then proposed to be replaced, else copied
   */
  open(base: RecipeBase, isChanged: boolean): void {
    const replaces = base.isOwn && isChanged;
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

  /** Keeps the options. Null where something has to be mended first, which the form then shows; else the recipe's id. */
  async submit(base: RecipeBase, options: TrainingOptions, save: (recipe: RecipeFile) => Promise<void>): Promise<string | null> {
    this.#failure = null;
    const parsed = RecipeFile.safeParse({
      id: this.id.trim(),
      title: this.title,
      summary: this.summary.trim(),
      source: base.isOwn ? base.source : `Settings that began as ${base.title}.`,
      published: null,
      expects: base.expects,
      ensemble: base.ensemble,
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

/** A project's recipes as the one file that they came from, for bringing it back. */
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
