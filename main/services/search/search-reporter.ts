import type { SearchTrial } from '../../../common/domain/search.ts';
import type { SearchRepository, StoredTrial } from '../../database/repositories/search-repository.ts';
import type { Tell } from '../tell.ts';

/** Tells windows what became of a search, and of one of its trials. */
export class SearchReporter {
  readonly #searches: SearchRepository;
  readonly #tell: Tell;

  constructor(searches: SearchRepository, tell: Tell) {
    this.#searches = searches;
    this.#tell = tell;
  }

  tellSearch(searchId: number): void {
    this.#tell('searches.changed', { search: this.#searches.get(searchId), trial: null });
  }

  tellTrial(searchId: number, number: number): void {
    const trial = this.#searches.trials(searchId).find((each) => each.number === number);
    this.#tell('searches.changed', { search: this.#searches.get(searchId), trial: trial === undefined ? null : toTrial(trial) });
  }
}

/** Without what only the search's own work needs. */
export function toTrial({ rung: _rung, ...trial }: StoredTrial): SearchTrial {
  return trial;
}
