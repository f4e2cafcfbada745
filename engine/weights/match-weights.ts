import { describeShape, unreadable } from './unreadable.ts';
import type { StoredWeight } from './weight-file.ts';
import { comparableName } from './weight-names.ts';

/** A layer of a network that weights are for. */
export interface WantedLayer {
  readonly name: string;
  /** Keras's class in snake case. */
  readonly kind: string;
  /** In the layer's order; names without the layer's. */
  readonly weights: readonly { readonly name: string; readonly shape: readonly number[] }[];
}

interface SourceLayer {
  readonly name: string;
  readonly kind: string | null;
  readonly weights: StoredWeight[];
}

/**
 * Finds the stored weights of a network's layers. A layer is found by its name. Layers that Keras numbers by itself (`conv2d_7`) are paired in the
 * order of their numbers, because the numbers begin anywhere. Where a file knows none of the names, the n-th layer of a kind gets the weights of the
 * n-th layer of this kind. What the file has beyond that, a head for instance, is left.
 * @param wanted in the order of the model's layers
 * @returns for each wanted layer its weights, in the order of `wanted.weights`; every shape fits
 * @throws AppError `weights-unreadable` naming the layer, and both shapes where they differ
 */
export function matchWeights(wanted: readonly WantedLayer[], stored: readonly StoredWeight[]): StoredWeight[][] {
  const sources = groupByLayer(stored);
  const byName = new Map(sources.map((source) => [comparableName(source.name), source]));
  const numbered = pairNumbered(wanted, sources);
  const named = wanted.filter((layer) => !numbered.has(layer));
  const knowsNames = named.some(({ name }) => byName.has(comparableName(name)));
  const ordered = knowsNames ? undefined : pairInOrder(named, sources);
  return wanted.map((layer) => {
    const source = numbered.get(layer) ?? (ordered === undefined ? byName.get(comparableName(layer.name)) : ordered.get(layer));
    if (source !== undefined) return matchLayer(layer, source);
    throw unreadable(`the layer ${layer.name} (${layer.kind}${describeFirst(layer)}) is missing`);
  });
}

function groupByLayer(stored: readonly StoredWeight[]): SourceLayer[] {
  const sources = new Map<string, SourceLayer>();
  for (const weight of stored) {
    const known = sources.get(weight.layer);
    if (known === undefined) sources.set(weight.layer, { name: weight.layer, kind: weight.kind, weights: [weight] });
    else known.weights.push(weight);
  }
  return [...sources.values()];
}

type Pairs = Map<WantedLayer, SourceLayer>;

function pairNumbered(wanted: readonly WantedLayer[], sources: readonly SourceLayer[]): Pairs {
  const pairs: Pairs = new Map();
  for (const kind of new Set(wanted.map((layer) => layer.kind))) {
    const ours = byNumber(wanted, kind);
    const theirs = byNumber(sources, kind);
    if (theirs.length < ours.length) continue;
    ours.forEach((layer, index) => pairs.set(layer, theirs[index] as SourceLayer));
  }
  return pairs;
}

function byNumber<Layer extends { readonly name: string; readonly kind: string | null }>(layers: readonly Layer[], kind: string): Layer[] {
  const numberOf = (layer: Layer): number => Number(layer.name.slice(kind.length + 1) || 0);
  return layers
    .filter((layer) => layer.kind === kind && new RegExp(`^${kind}(_\\d+)?$`).test(layer.name))
    .sort((a, b) => numberOf(a) - numberOf(b));
}

function pairInOrder(wanted: readonly WantedLayer[], sources: readonly SourceLayer[]): Pairs {
  const pairs: Pairs = new Map();
  for (const kind of new Set(wanted.map((layer) => layer.kind))) {
    const ours = wanted.filter((layer) => layer.kind === kind);
    const theirs = sources.filter((layer) => layer.kind === kind);
    if (theirs.length < ours.length) {
      throw unreadable(`the network has ${ours.length} layers of the kind ${kind}, but the file has only ${theirs.length}`);
    }
    ours.forEach((layer, index) => pairs.set(layer, theirs[index] as SourceLayer));
  }
  return pairs;
}

function matchLayer(layer: WantedLayer, source: SourceLayer): StoredWeight[] {
  const found = layer.weights.map(({ name }) => source.weights.find((weight) => weight.name === name || isDepthwise(name, weight.name)));
  const hasNames = found.some((weight) => weight !== undefined);
  if (!hasNames && source.weights.length !== layer.weights.length) {
    throw unreadable(`the layer ${layer.name} should have ${layer.weights.length} weights, but has ${source.weights.length}`);
  }
  return layer.weights.map(({ name, shape }, index) => {
    const weight = hasNames ? found[index] : source.weights[index];
    if (weight === undefined) throw unreadable(`the layer ${layer.name} lacks its ${name} (${describeShape(shape)})`);
    if (describeShape(weight.shape) === describeShape(shape)) return weight;
    const theirs = source.name === layer.name ? '' : ` (${source.name} in the file)`;
    const expected = `${name} of the layer ${layer.name}${theirs} should be ${describeShape(shape)}`;
    throw unreadable(`${expected}, but is ${describeShape(weight.shape)}`);
  });
}

/** Keras 3 calls the kernel of a depthwise convolution `kernel`; its layout is the old one. */
function isDepthwise(wanted: string, found: string): boolean {
  return wanted === 'depthwise_kernel' && found === 'kernel';
}

function describeFirst({ weights: [first] }: WantedLayer): string {
  return first === undefined ? '' : `, ${first.name} ${describeShape(first.shape)}`;
}
