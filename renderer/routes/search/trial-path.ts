import type { Search, SearchTrial } from '../../../common/domain/search.ts';

/** The Train screen, filled in with a trial's options; also where its run was removed. */
export function trainPath(search: Pick<Search, 'id'>, trial: Pick<SearchTrial, 'number'>): string {
  return `/train?search=${search.id}&trial=${trial.number}`;
}
