import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { expandRecipe, RecipeFile } from '../../../../common/domain/recipe.ts';
import { loadBackend } from '../../../../engine/backends/load-backend.ts';
import { describeNetwork } from '../../../../engine/models/describe-network.ts';

const folder = fileURLToPath(new URL('../../../../resources/recipes', import.meta.url));

/** Weights with seven classes, from the papers' and projects' own tables. */
const weightCounts: Record<string, number> = { 'hmnist-cnn': 504_103, 'nevus-fast': 1_832_976 + 2 * (96 + 192 + 384 + 768) * 7 + 7 };

test('every recipe is valid, named as its file, and its network has the weights that it should have', async () => {
  await loadBackend('wasm');
  const files = await readdir(folder);
  expect(files.length).toBeGreaterThanOrEqual(2);
  for (const file of files) {
    const recipes = expandRecipe(RecipeFile.parse(JSON.parse(await readFile(join(folder, file), 'utf8'))), false);
    expect(file).toBe(`${recipes[0]?.id ?? ''}.json`);
    for (const { id, options } of recipes) {
      // Other tests build the large ones.
      if (!(id in weightCounts)) continue;
      const { weightCount, layers } = describeNetwork(options.model, 7);
      expect(weightCount).toBe(weightCounts[id]);
      expect(layers.at(-1)).toMatchObject({ kind: 'Softmax', outputShape: [null, 7] });
    }
  }
});

test('half the width of the small network keeps its layers and has the weights that follow', async () => {
  await loadBackend('wasm');
  const whole = describeNetwork({ architecture: 'hmnist-cnn', imageSize: 28 }, 7);
  const half = describeNetwork({ architecture: 'hmnist-cnn', imageSize: 28, width: 0.5 }, 7);
  expect(half.layers.map(({ name }) => name)).toEqual(whole.layers.map(({ name }) => name));
  expect(half.weightCount).toBe(176_951);
});
