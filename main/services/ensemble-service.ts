import { FactName } from '../../common/domain/patient-facts.ts';
import type { Run } from '../../common/domain/run.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { PhotographRepository } from '../database/repositories/photograph-repository.ts';
import type { RunRepository } from '../database/repositories/run-repository.ts';
import type { Workspace } from '../host/workspace.ts';
import { trainedModelFolder } from './run-files.ts';
import type { Tell } from './tell.ts';

export interface EnsembleServiceParts {
  readonly runs: RunRepository;
  readonly photographs: PhotographRepository;
  readonly workspace: Workspace;
  readonly tell: Tell;
}

/** What ensembles name as their recipe. */
const ensembleRecipe = 'ensemble';

/** Several runs that answer as one: the mean of their calibrated probabilities. */
export class EnsembleService {
  readonly #parts: EnsembleServiceParts;

  constructor(parts: EnsembleServiceParts) {
    this.#parts = parts;
  }

  /**
   * An ensemble is a run whose networks are those of others; it can be evaluated, reviewed and predict like any other.
   * @throws AppError `invalid-input` where the runs do not fit together, `conflict` or `file-missing` where one has no trained network
   */
  async combine(runIds: readonly number[], name: string | undefined): Promise<Run> {
    const { runs, tell, workspace } = this.#parts;
    const members = [...new Set(runIds)].map((id) => runs.get(id));
    const [first, ...others] = members;
    if (first === undefined || others.length === 0) throw new AppError('invalid-input', 'An ensemble needs two different runs at least.');
    for (const member of members) {
      if (member.members !== null)
        throw new AppError('invalid-input', `${member.name} is an ensemble itself. Name the runs that it is made of.`);
      if (member.classes.join() !== first.classes.join()) {
        throw new AppError(
          'invalid-input',
          `${member.name} and ${first.name} know different diagnoses. An ensemble needs runs with the same.`,
        );
      }
      await trainedModelFolder(workspace, member);
    }
    for (const member of others) this.#requireSameTestPart(first, member);
    const ensemble = runs.insertEnsemble({
      name: name ?? `Ensemble of ${members.map(({ id }) => id).join(', ')}`,
      recipeId: ensembleRecipe,
      datasetId: first.datasetId,
      splitId: first.splitId,
      // What any of its networks takes can be told it.
      options: {
        ...first.options,
        naming: members.every(({ naming }) => naming === first.naming) ? first.naming : 'network',
        facts: FactName.options.filter((name) => members.some(({ options }) => options.facts.includes(name))),
      },
      classes: first.classes,
      members: members.map(({ id }) => id),
      weightCount: members.reduce((sum, { weightCount }) => sum + (weightCount ?? 0), 0),
    });
    tell('runs.changed', { run: ensemble });
    return ensemble;
  }

  /** Else what tests the ensemble would have taught one of its runs. */
  #requireSameTestPart(first: Run, other: Run): void {
    if (first.splitId === other.splitId) return;
    const { photographs } = this.#parts;
    const idsOf = ({ splitId }: Run): string =>
      photographs
        .sourcesOfPart(splitId, 'test')
        .map(({ id }) => id)
        .join();
    if (idsOf(first) === idsOf(other)) return;
    throw new AppError(
      'invalid-input',
      `The splits of ${first.name} and ${other.name} have different test parts: what tests the ensemble would have taught one of them. Combine runs of one split, or of the folds of one cross-validation.`,
    );
  }
}
