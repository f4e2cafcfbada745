import type { AppError } from '../../common/errors/app-error.ts';
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
 * Finds the stored weights of a network's layers. A layer is found by its name; those that Keras leaves unnamed (`conv2d_7`) by their order among the
 * layers of their kind. Where a file knows none of our names, all are found so. What the file has beyond that, a head for instance, is left.
 * @param wanted in the order of Keras's `model.layers`, which is that of its files
 * @returns for each wanted layer its weights, in the order of `wanted.weights`; every shape fits
 * @throws AppError `weights-unreadable` naming the layer, and both shapes where they differ
 */
export function matchWeights(wanted: readonly WantedLayer[], stored: readonly StoredWeight[]): StoredWeight[][] {
  const sources = groupByLayer(stored);
  const byName = new Map(sources.map((source) => [comparableName(source.name), source]));
  const pairs: Pairs = new Map();
  for (const layer of wanted) {
    const source = byName.get(comparableName(layer.name));
    if (source !== undefined) pairs.set(layer, source);
  }
  const others = pairs.size === 0 ? sources : sources.filter(isUnnamed);
  pairInOrder(
    wanted.filter((layer) => !pairs.has(layer)),
    others,
    pairs,
  );
  return wanted.map((layer, place) => {
    const source = pairs.get(layer);
    if (source !== undefined) return matchLayer(layer, source, place);
    throw misfit(`the layer ${layer.name} (${layer.kind}${describeFirst(layer)}) is missing`, place);
  });
}

/** Layers before the first that does not fit: how near a file comes to a network. Null for a failure of another kind. */
export function layersBeforeMisfit(error: AppError): number | null {
  const place = error.detail?.['layersBefore'];
  return typeof place === 'number' ? place : null;
}

function misfit(reason: string, layersBefore: number): AppError {
  return unreadable(reason, undefined, { layersBefore });
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

/** `conv2d`, `conv2d_7`: Keras made the name up. */
function isUnnamed({ name, kind }: SourceLayer): boolean {
  return kind !== null && (name === kind || (name.startsWith(`${kind}_`) && /^\d+$/.test(name.slice(kind.length + 1))));
}

/** The n-th layer of a kind goes with the n-th layer of this kind in the file. Layers that are left over get none. */
function pairInOrder(wanted: readonly WantedLayer[], sources: readonly SourceLayer[], pairs: Pairs): void {
  for (const kind of new Set(wanted.map((layer) => layer.kind))) {
    const theirs = sources.filter((source) => source.kind === kind);
    wanted
      .filter((layer) => layer.kind === kind)
      .forEach((layer, index) => {
        const source = theirs[index];
        if (source !== undefined) pairs.set(layer, source);
      });
  }
}

function matchLayer(layer: WantedLayer, source: SourceLayer, place: number): StoredWeight[] {
  const found = layer.weights.map(({ name }) => source.weights.find((weight) => isSameName(name, weight.name)));
  const hasNames = found.some((weight) => weight !== undefined);
  if (!hasNames && source.weights.length !== layer.weights.length) {
    throw misfit(`the layer ${layer.name} should have ${layer.weights.length} weights, but has ${source.weights.length}`, place);
  }
  return layer.weights.map(({ name, shape }, index) => {
    const weight = hasNames ? found[index] : source.weights[index];
    if (weight === undefined) throw misfit(`the layer ${layer.name} lacks its ${name} (${describeShape(shape)})`, place);
    if (isSameShape(weight.shape, shape)) return weight;
    const theirs = source.name === layer.name ? '' : ` (${source.name} in the file)`;
    const expected = `${name} of the layer ${layer.name}${theirs} should be ${describeShape(shape)}`;
    throw misfit(`${expected}, but is ${describeShape(weight.shape)}`, place);
  });
}

/** A depthwise kernel may be that of a grouped convolution (ConvNeXt's is): h x w x 1 x channels in place of h x w x channels x 1, in the same order. */
function isSameShape(found: readonly number[], wanted: readonly number[]): boolean {
  if (describeShape(found) === describeShape(wanted)) return true;
  const [height, width, inputs, outputs] = found;
  return found.length === 4 && inputs === 1 && describeShape(wanted) === `${height} x ${width} x ${outputs} x 1`;
}

/** Keras 3 calls the kernel of a depthwise convolution `kernel`; its layout is the old one. */
function isSameName(wanted: string, found: string): boolean {
  return found === wanted || (wanted === 'depthwise_kernel' && found === 'kernel');
}

function describeFirst({ weights: [first] }: WantedLayer): string {
  return first === undefined ? '' : `, ${first.name} ${describeShape(first.shape)}`;
}
