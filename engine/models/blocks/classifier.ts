import { input, layers } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { encodedLength } from '../../../common/domain/patient-facts.ts';
import type { FactsEncoding } from '../../../common/domain/patient-facts.ts';
import { applyLayer } from '../network.ts';
import type { BuildContext } from '../network.ts';

/** So few that facts alone, which are known of many photographs alike, cannot learn those by heart. */
const factUnits = 16;

/** The end that all networks share. */
export interface Classifier {
  /** Encoded facts [n, numbers]; null where the network takes none. */
  readonly facts: SymbolicTensor | null;
  /** Lays the classifier after a network's last layer [n, units]: gives logits [n, classes]. Called again it shares its weights. */
  readonly decide: (last: SymbolicTensor) => SymbolicTensor;
}

/**
 * A dense layer to the logits. Facts go through a dense layer of their own (relu) and stand beside what the photograph gave: whatever the network before, a
 * frozen backbone's features among it, they come in at the same place.
 */
export function makeClassifier({ initializers, classCount }: BuildContext, encoding: FactsEncoding | null): Classifier {
  const classifier = layers.dense({ name: 'logits', units: classCount, kernelInitializer: initializers.glorotUniform() });
  if (encoding === null) return { facts: null, decide: (last) => applyLayer(classifier, last) };
  const facts = input({ shape: [encodedLength(encoding)], name: 'facts' });
  const dense = layers.dense({
    name: 'facts_dense',
    units: factUnits,
    activation: 'relu',
    kernelInitializer: initializers.glorotUniform(),
  });
  const told = applyLayer(dense, facts);
  const beside = layers.concatenate({ name: 'with_facts' });
  return { facts, decide: (last) => applyLayer(classifier, beside.apply([last, told]) as SymbolicTensor) };
}
