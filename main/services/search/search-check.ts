import type { SearchConfig } from '../../../common/domain/search.ts';
import { AppError } from '../../../common/errors/app-error.ts';
import { spaceIssues } from '../../../common/search/space-issues.ts';
import { parseTrialOptions } from '../../../common/search/trial-options.ts';
import type { WeightsService } from '../weights-service.ts';

/** @throws AppError `invalid-input` naming what cannot be searched; `weights-missing` where a network among the choices has none */
export function checkSearch(config: SearchConfig, weights: Pick<WeightsService, 'backboneFolder'>): void {
  const { method, options, pruning, space } = config;
  if (options.distillation !== null) {
    throw refused('The trials of a search learn from no teacher: leave distillation out, and use it with the best trial’s options.');
  }
  if (method.kind === 'halving' && pruning.kind !== 'none') {
    throw refused('Successive halving gives trials up by itself: search without another kind of pruning.');
  }
  if (method.kind === 'halving' && method.firstRung >= options.epochs) {
    throw refused(
      `The first rung of successive halving must be shorter than a whole training: ${method.firstRung} epochs are not fewer than ${options.epochs}.`,
    );
  }
  const issues = spaceIssues(config);
  if (issues.length > 0) throw refused(issues.map(({ message }) => message).join(' '));
  for (const dimension of space) {
    if (dimension.kind !== 'choice' || dimension.path.split('.')[0] !== 'model') continue;
    for (const value of dimension.values) {
      const parsed = parseTrialOptions(config, { [dimension.path]: value });
      if (parsed.success) weights.backboneFolder(parsed.data.model);
    }
  }
}

function refused(message: string): AppError {
  return new AppError('invalid-input', `${message} No search was started.`);
}
