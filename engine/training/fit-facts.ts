import type { TrainTask } from '../../common/contract/engine-protocol.ts';
import { countTold, encodedLength, factNames, fitFactsEncoding, requireTold } from '../../common/domain/patient-facts.ts';
import type { FactsEncoding } from '../../common/domain/patient-facts.ts';

/**
 * How the network of a task takes facts, fitted on its training part; null where the options name none.
 * @throws AppError `invalid-input` where none of the training part's photographs tells a fact
 */
export function fitFacts({ options, train }: TrainTask): FactsEncoding | null {
  if (options.facts.length === 0) return null;
  const facts = train.facts ?? [];
  requireTold(options.facts, facts);
  return fitFactsEncoding(options.facts, facts);
}

/** What a network is told, for the run's log. */
export function describeFacts(encoding: FactsEncoding, { options, train }: TrainTask): string {
  const facts = train.facts ?? [];
  const told = options.facts.map((name) => `${factNames[name]} (known of ${countTold(name, facts)})`).join(', ');
  return `Beside the photograph the network is told the patient's ${told} of ${facts.length} photographs; ${encodedLength(encoding)} numbers each.`;
}
