import { NamingRule, namingRuleWords } from '../../../common/domain/naming.ts';
import type { Evaluation } from '../../../common/domain/run.ts';
import { formatQuantity, formatShare } from './numbers.ts';
import { formatTable } from './table.ts';

/** By which rule the accuracies are, and whether that was chosen after looking. */
export function describeNaming({ naming, namingOpenings, part }: Evaluation): string[] {
  const lines = [`Named ${namingRuleWords[naming]} (rule: ${naming})`];
  if (part === 'test' && namingOpenings > 0) {
    lines.push(
      `The rule was chosen after the test part had been opened ${namingOpenings === 1 ? 'once' : formatQuantity(namingOpenings, 'time')}: these figures flatter`,
    );
  }
  return lines;
}

/** What each rule gives on this part: to choose by on a validation part, to know elsewhere. */
export function describeRules({ byRule, naming, part }: Pick<Evaluation, 'byRule' | 'naming' | 'part'>): string[] {
  if (byRule === null) return [];
  const rows = NamingRule.options.map((rule) => {
    const figures = byRule[rule];
    return [rule === naming ? `${rule} *` : rule, formatShare(figures?.balancedAccuracy ?? null), formatShare(figures?.accuracy ?? null)];
  });
  const what =
    part === 'validation'
      ? 'By each rule (choose another with: nevus runs name-by <run> <rule>)'
      : 'By each rule, for information: choose by the validation part';
  return ['', what, formatTable(['rule (* = named here)', 'balanced accuracy', 'accuracy'], rows)];
}
