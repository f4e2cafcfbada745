import { z } from 'zod';
import type { Hdf5File } from './hdf5-file.ts';
import { unreadable } from './unreadable.ts';
import type { StoredWeight } from './weight-file.ts';
import { inferKind, snakeCase, splitWeightName } from './weight-names.ts';

/** As much of a model's configuration as tells the layers' classes. */
const LayerConfig = z.object({
  class_name: z.string(),
  name: z.string().optional(),
  config: z.looseObject({ name: z.string().optional(), layers: z.array(z.unknown()).optional() }).or(z.array(z.unknown())),
});

/**
 * The weights of a Keras 2 file, or of Keras 3's old form: a whole model (below `model_weights`, with its configuration) or weights only. Attributes
 * `layer_names` and `weight_names` give the order.
 * @throws AppError `weights-unreadable`
 */
export function listKerasWeights(file: Hdf5File): StoredWeight[] {
  const root = file.texts('model_weights', 'layer_names') === null ? '' : 'model_weights/';
  const groups = file.texts(root.slice(0, -1), 'layer_names');
  if (groups === null) throw unreadable('it is an HDF5 file, but none that Keras wrote: it names no layers');
  const kinds = readKinds(file.texts('', 'model_config')?.[0]);
  return groups.flatMap((group) => listGroup(file, root, group, kinds));
}

/** A group is a layer; or a model within the model, whose layers stand in the names of its weights. */
function listGroup(file: Hdf5File, root: string, group: string, kinds: ReadonlyMap<string, string>): StoredWeight[] {
  const names = file.texts(`${root}${group}`, 'weight_names');
  if (names === null) throw unreadable(`the layer ${group} is named, but is not in the file`);
  const split = names.map((fullName) => ({ fullName, ...splitWeightName(fullName, group) }));
  const isNested = new Set(split.map(({ layer }) => layer)).size > 1;
  const weights = split.map(({ fullName, layer, name }) => {
    const path = `${root}${group}/${fullName}`;
    const read = (): Promise<Float32Array> => Promise.resolve().then(() => file.readFloats(path));
    return { layer: isNested && layer !== null ? layer : group, name, ...file.describe(path), read };
  });
  return weights.map((weight) => {
    const kind = kinds.get(weight.layer) ?? inferKind(weights.filter(({ layer }) => layer === weight.layer));
    return { ...weight, kind };
  });
}

/** Layers' names -> their classes in snake case, those of nested models too. */
function readKinds(configuration: string | undefined): Map<string, string> {
  const kinds = new Map<string, string>();
  const visit = (value: unknown): void => {
    const layer = LayerConfig.safeParse(value);
    if (!layer.success) return;
    const { class_name: className, name, config } = layer.data;
    const own = Array.isArray(config) ? undefined : (config.name ?? name);
    if (own !== undefined) kinds.set(own, snakeCase(className));
    (Array.isArray(config) ? config : (config.layers ?? [])).forEach(visit);
  };
  if (configuration !== undefined) visit(parseJson(configuration));
  return kinds;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw unreadable('the model configuration in the file is damaged', error);
  }
}
