import type { Hdf5File } from './hdf5-file.ts';
import { unreadable } from './unreadable.ts';
import type { StoredWeight } from './weight-file.ts';
import { nameByOrder } from './weight-names.ts';

/**
 * The weights of Keras 3's `.weights.h5`: groups `layers/<class>_<number>/vars` with arrays `0`, `1`, ...; the attribute `name` of `vars` is the layer's
 * name (older files lack it: then the group's name stands for it). The order of groups is that of the model's layers within each class, since Keras
 * numbers them so; HDF5 itself sorts by characters.
 * @throws AppError `weights-unreadable`
 */
export function listNumberedWeights(file: Hdf5File): StoredWeight[] {
  const found = listContainer(file, '');
  if (found.length === 0) throw unreadable('it is an HDF5 file, but none that Keras wrote: it names no layers');
  return found;
}

/** Any group may hold a layer's `vars`, and groups: a model's `layers`, or the parts of a layer that has layers. */
function listContainer(file: Hdf5File, path: string): StoredWeight[] {
  const within = path === '' ? '' : `${path}/`;
  const names = [...file.namesIn(path)].sort(byNumber);
  const own = names.includes('vars') ? listVariables(file, path, `${within}vars`) : [];
  const others = names.filter((name) => name !== 'vars' && name !== 'optimizer' && name !== 'seed_generator');
  return [...own, ...others.flatMap((name) => listContainer(file, `${within}${name}`))];
}

function listVariables(file: Hdf5File, layerPath: string, path: string): StoredWeight[] {
  const numbers = [...file.namesIn(path)].sort(byNumber);
  const group = layerPath.split('/').at(-1) ?? '';
  const kind = group.replace(/_\d+$/, '');
  const layer = file.texts(path, 'name')?.[0] ?? group;
  const names = nameByOrder(kind, numbers.length);
  return numbers.map((number, index) => {
    const read = (): Promise<Float32Array> => Promise.resolve().then(() => file.readFloats(`${path}/${number}`));
    return { layer, kind, name: names[index] ?? number, ...file.describe(`${path}/${number}`), read };
  });
}

/** `conv2d`, `conv2d_1`, ..., `conv2d_10`. */
function byNumber(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
