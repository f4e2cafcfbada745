import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { RecipeFile } from '../../../../common/domain/recipe.ts';
import { RecipeService } from '../../../../main/services/recipe-service.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

const builtIn = fileURLToPath(new URL('../../../../resources/recipes', import.meta.url));
const projects = ['isic-two-conv', 'ham-transfer', 'hmnist-cnn', 'nine-class', 'ham-backbones'];

async function open(): Promise<{ service: RecipeService; own: string; log: string[] }> {
  const own = join(await temporaryFolder(), 'recipes');
  await mkdir(own);
  const log: string[] = [];
  return { service: new RecipeService({ builtIn, own }, (line) => log.push(line)), own, log };
}

function recipe(id: string): RecipeFile {
  const model = { architecture: 'hmnist-cnn' };
  return RecipeFile.parse({ id, title: id, summary: '', source: '', published: null, expects: '', options: { model } });
}

test('the five published projects are there, and every variant and quick trial has valid options', async () => {
  const { service } = await open();
  const recipes = await service.list();
  expect(recipes.map(({ id }) => id)).toEqual(expect.arrayContaining(projects));
  expect(new Set(recipes.map(({ id }) => id)).size).toBe(recipes.length);
  const published = recipes.filter(({ data }) => data !== null);
  expect(new Set(published.map(({ project }) => project))).toEqual(new Set(projects));
  expect(recipes.map(({ place }) => place)).toEqual(recipes.map(({ place }) => place).sort((a, b) => a - b));
});

test('a recipe of one’s own is kept, comes last, is replaced and removed', async () => {
  const { service, own } = await open();
  expect((await service.save(recipe('mine'))).at(-1)).toMatchObject({ id: 'mine', isOwn: true });
  expect((await service.save({ ...recipe('mine'), title: 'Better' })).filter(({ id }) => id === 'mine')).toMatchObject([
    { title: 'Better' },
  ]);
  expect(await readdir(own)).toEqual(['mine.json']);
  expect((await service.remove('mine')).some(({ isOwn }) => isOwn)).toBe(false);
  await expect(service.remove('mine')).rejects.toMatchObject({ code: 'not-found' });
});

test('what comes with the program stays as it is', async () => {
  const { service } = await open();
  await expect(service.save(recipe('hmnist-cnn'))).rejects.toMatchObject({ code: 'conflict' });
  await expect(service.remove('hmnist-cnn')).rejects.toMatchObject({ code: 'not-allowed' });
  const wrong = { ...recipe('mine'), variants: [{ id: 'x', title: 'x', summary: '', expectedTime: null, changes: { epochs: -1 } }] };
  await expect(service.save(wrong)).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining('epochs') as string });
});

test('a file that is damaged, misnamed or takes a known id is passed over and told', async () => {
  const { service, own, log } = await open();
  await writeFile(join(own, 'broken.json'), '{');
  await writeFile(join(own, 'other.json'), JSON.stringify(recipe('mine')));
  await writeFile(join(own, 'hmnist-cnn.json'), JSON.stringify(recipe('hmnist-cnn')));
  expect((await service.list()).every(({ isOwn }) => !isOwn)).toBe(true);
  expect(log).toHaveLength(3);
  expect((await readdir(own)).length).toBe(3);
});
