import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BackboneSpec, MobileNetV1Spec } from '../../../../common/domain/model-spec.ts';
import { aboutBytes } from '../../../../common/domain/weights.ts';
import { neededWeights, WeightsCatalogue } from '../../../../main/services/weights-catalogue.ts';
import { programFolder } from '../../../../main/host/program-files.ts';

const catalogue = WeightsCatalogue.read(join(programFolder(), 'resources', 'weights', 'published.json'));

test('for every backbone in every width there is a file without a head, and a larger one with it', () => {
  for (const option of BackboneSpec.options) {
    const architecture = option.shape.architecture.value;
    const widths = 'alpha' in option.shape ? [...option.shape.alpha.unwrap().values] : [null];
    for (const alpha of widths) {
      const small = catalogue.findFor({ architecture, alpha });
      const large = catalogue.content.files.find(
        (file) => file.architecture === architecture && file.alpha === alpha && !file.isBackboneOnly,
      );
      expect([architecture, alpha, small?.file]).toEqual([architecture, alpha, expect.stringMatching(/no_?top(_v2)?\.h5$/)]);
      expect(large?.weightCount).toBeGreaterThan(small?.weightCount ?? Infinity);
    }
  }
});

test('files and hashes are told apart, and lie where Keras keeps them', () => {
  const { files } = catalogue.content;
  const hashes = files.flatMap(({ hash }) => (hash === null ? [] : [hash.value]));
  expect(new Set(files.map(({ file }) => file)).size).toBe(files.length);
  expect(new Set(hashes).size).toBe(hashes.length);
  for (const { file, address, hash } of files) {
    expect(address.endsWith(`/${file}`)).toBe(true);
    expect(hash === null || hash.value.length === (hash.kind === 'md5' ? 32 : 64)).toBe(true);
  }
});

test('a size is that of the file where it was seen, else that of its weights, and no file is smaller than them', () => {
  const large = catalogue.get('mobilenet_1_0_224_tf_no_top.h5');
  expect([aboutBytes(large), large.weightCount * 4]).toEqual([17_225_924, 12_915_456]);
  expect(aboutBytes({ bytes: null, weightCount: 1000 })).toBe(4000);
  expect(catalogue.content.files.filter((file) => aboutBytes(file) < file.weightCount * 4)).toEqual([]);
});

test('a file is known by its hash, whatever its name', () => {
  const [known] = catalogue.content.files.filter(({ hash }) => hash?.kind === 'sha256');
  expect(catalogue.findByHash({ sha256: known?.hash?.value ?? '', md5: '' })).toBe(known);
  expect(catalogue.findByHash({ sha256: 'x', md5: 'y' })).toBeNull();
  expect(() => catalogue.get('nothing.h5')).toThrow(/No published file with the name nothing\.h5 is known/);
});

test('only a backbone that does not start at random needs weights', () => {
  const spec = MobileNetV1Spec.parse({ architecture: 'mobilenet-v1', alpha: 0.5 });
  expect(neededWeights(spec)).toEqual({ architecture: 'mobilenet-v1', alpha: 0.5 });
  expect(neededWeights({ ...spec, weights: 'random' })).toBeNull();
  expect(neededWeights({ architecture: 'hmnist-cnn', imageSize: 28 })).toBeNull();
});
