import { namingRuleWords } from '../../../common/domain/naming.ts';
import type { OutOfFold } from '../../../common/domain/out-of-fold.ts';
import { describeBalancedAccuracy, describeClasses, describeOtherFigures } from './figures.ts';
import { describeRules } from './naming.ts';
import { formatQuantity, formatShare } from './numbers.ts';

/** What an ensemble's runs said of photographs that they did not learn from. */
export function describeOutOfFold(outOfFold: OutOfFold): string {
  const { metrics, interval, calibration, naming, isByAll, views } = outOfFold;
  const judges = isByAll
    ? 'each judged by all runs, none of which learned from it'
    : 'each judged by a run that did not learn from it; all runs together are usually a little better';
  return [
    `Out of fold: ${formatQuantity(metrics.n, 'photograph')}, ${judges}`,
    `Named ${namingRuleWords[naming]} (rule: ${naming})${views !== null && views > 1 ? `, each looked at in ${views} ways` : ''}`,
    describeBalancedAccuracy(metrics, interval),
    `Calibration error ${formatShare(calibration.expectedError)} (perfect probabilities show ${formatShare(calibration.chanceError)} on as many photographs)`,
    ...describeOtherFigures(metrics),
    ...describeRules({ ...outOfFold, part: 'validation' }),
    '',
    ...describeClasses(metrics),
  ].join('\n');
}
