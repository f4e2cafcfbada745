import { BackboneSpec, architectureNames } from '../../common/domain/model-spec.ts';
import { AppError } from '../../common/errors/app-error.ts';
import { buildNetwork } from '../models/build-network.ts';
import { findUnusedWeights, loadBackboneWeights } from './load-backbone-weights.ts';
import { layersBeforeMisfit } from './match-weights.ts';
import { findTrunkEnd } from './trunk-end.ts';
import { unreadable } from './unreadable.ts';
import type { StoredWeight, WeightFile } from './weight-file.ts';

type Architecture = BackboneSpec['architecture'];

/** Kernels of four dimensions in each backbone: what tells most networks apart before any is built. A MobileNet v1 that was cut has one less. */
const kernelCounts: Readonly<Record<Architecture, number>> = {
  vgg16: 13,
  vgg19: 16,
  resnet50: 53,
  'resnet50-v2': 53,
  'inception-v3': 94,
  xception: 74,
  densenet121: 120,
  'mobilenet-v1': 27,
  'mobilenet-v2': 52,
  'mobilenet-v3-large': 62,
  'mobilenet-v3-small': 52,
  'efficientnet-b0': 81,
  'efficientnet-b1': 115,
  'efficientnet-b2': 115,
  'efficientnet-b3': 130,
  'convnext-tiny': 22,
};

/** MobileNets classify with convolutions: two at most lie behind what is used. */
const mostHeadKernels = 2;

/** The network that weights are for, and those of its weights that are beyond its backbone. */
export interface Recognised {
  readonly spec: BackboneSpec;
  readonly unused: readonly StoredWeight[];
}

/**
 * Finds the backbone that weights fit, by building those that have as many convolutions and trying each, and loads them into it.
 * @throws AppError `weights-unreadable` saying why they fit none, or what is damaged
 */
export async function recogniseNetwork(file: WeightFile): Promise<Recognised> {
  const count = countKernels(file.weights) + (findTrunkEnd(file) === 'conv_dw_13' ? 1 : 0);
  let nearest = { layers: -1, reason: describeFile(file, count) };
  for (const spec of listSpecs()) {
    const beyond = count - kernelCounts[spec.architecture];
    // One with fewer than it needs is tried for the sake of the message.
    if (Math.abs(beyond) > mostHeadKernels) continue;
    const network = buildNetwork(spec, 2, 0, { trunkEnd: findTrunkEnd(file) });
    try {
      const unused = findUnusedWeights(network, file);
      await loadBackboneWeights(network, file);
      return { spec, unused };
    } catch (error) {
      const layers = misfitOf(error);
      if (layers > nearest.layers) nearest = { layers, reason: `nearest is ${nameSpec(spec)}, but ${reasonOf(error)}` };
    } finally {
      network.dispose();
    }
  }
  throw unreadable(`${file.name} fits none of the networks that Nevus knows: ${nearest.reason}`);
}

/** How near a network that does not fit comes. Whatever else went wrong goes on. */
function misfitOf(error: unknown): number {
  const layers = error instanceof AppError ? layersBeforeMisfit(error) : null;
  if (layers === null) throw error;
  return layers;
}

function reasonOf(error: unknown): string {
  return error instanceof AppError ? String(error.detail?.['reason']) : String(error);
}

/** Every backbone in every width, at the smallest size: sizes of images do not change weights. */
function listSpecs(): BackboneSpec[] {
  return BackboneSpec.options.flatMap((option) => {
    const { architecture, imageSize } = option.shape;
    const widths = 'alpha' in option.shape ? [...option.shape.alpha.unwrap().values] : [undefined];
    const smallest = imageSize.unwrap().minValue;
    return widths.map((alpha) => BackboneSpec.parse({ architecture: architecture.value, imageSize: smallest, alpha, denseUnits: [] }));
  });
}

function nameSpec(spec: BackboneSpec): string {
  return `${architectureNames[spec.architecture]}${'alpha' in spec ? ` ${spec.alpha}` : ''}`;
}

function countKernels(weights: readonly StoredWeight[]): number {
  return weights.filter(({ shape }) => shape.length === 4).length;
}

function describeFile({ weights }: WeightFile, count: number): string {
  const layers = [...new Set(weights.map(({ layer }) => layer))];
  const first = layers.slice(0, 3).join(', ');
  return `it has ${count} convolutions, and ${layers.length} layers with weights, the first of them ${first}`;
}
