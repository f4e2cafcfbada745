import { z } from 'zod';

/**
 * By which rule the diagnosis that is named first is chosen (docs/decisions/0033-naming-rule.md). `network`: the network's own answer, bent as far as its loss and sampling have bent it. `balanced`:
 * probability over the diagnosis's share of the training part, Bayes' rule for balanced accuracy, whatever loss trained the network (Menon et al. 2020, arXiv 2007.07314, section 3). `probable`: the most
 * probable diagnosis, Bayes' rule for accuracy.
 */
export const NamingRule = z.enum(['network', 'balanced', 'probable']);
export type NamingRule = z.infer<typeof NamingRule>;

/** What people call each rule. */
export const namingRuleNames: Readonly<Record<NamingRule, string>> = {
  network: "the network's answer",
  balanced: 'balanced',
  probable: 'most probable',
};

/** How each rule names, to go on after "named". */
export const namingRuleWords: Readonly<Record<NamingRule, string>> = {
  network: 'as the network answers',
  balanced: 'by probability over how frequent each diagnosis is',
  probable: 'by probability',
};

/** Only probabilities that were corrected for the prior can be named by another rule: as the network gave them, their prior is whatever its training made of it. */
export function ruleThatHolds(chosen: NamingRule, isPriorCorrected: boolean): NamingRule {
  return isPriorCorrected ? chosen : 'network';
}
