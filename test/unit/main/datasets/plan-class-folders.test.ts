import { describe, expect, it } from 'vitest';
import { planImport } from '../../../../main/datasets/plan-import.ts';
import { writeFiles } from '../../../helpers/dataset-folder.ts';
import { requireSharedData } from '../../../helpers/shared-data.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

async function planOf(...files: string[]): ReturnType<typeof planImport> {
  const folder = await temporaryFolder();
  await writeFiles(folder, Object.fromEntries(files.map((file) => [file, 'not opened'])));
  return planImport(folder);
}

describe('one folder for each class', () => {
  it('takes diagnoses and parts from the folders’ names', async () => {
    const plan = await planOf('Train/Melanoma/1.jpg', 'Train/nevus/1.jpg', 'valid/nevus/2.png', 'Test/nevus/3.jpg', 'Test/melanoma/1.jpg');
    expect(plan).toMatchObject({ layout: 'class-folders', hasLesionIds: false, metadataFile: '', rowCount: 5, fileCount: 5, issues: [] });
    expect(plan.photographs.map(({ imageId, diagnosis, sourcePart, lesionId }) => [imageId, diagnosis, sourcePart, lesionId])).toEqual([
      ['Test/melanoma/1', 'mel', 'test', null],
      ['Test/nevus/3', 'nv', 'test', null],
      ['Train/Melanoma/1', 'mel', 'train', null],
      ['Train/nevus/1', 'nv', 'train', null],
      ['valid/nevus/2', 'nv', 'validation', null],
    ]);
  });

  it('does without parts, and keeps classes that it has no name for', async () => {
    const plan = await planOf('mel/a.jpg', 'nv/b.jpg', 'Angiofibroma/c.jpg');
    expect(plan.photographs.map(({ diagnosis, sourcePart }) => [diagnosis, sourcePart])).toEqual([
      ['angiofibroma', null],
      ['mel', null],
      ['nv', null],
    ]);
  });

  it('links copies by the archive’s id, and tells contradictions and leaks', async () => {
    const plan = await planOf(
      'Train/melanoma/ISIC_0000001.jpg',
      'Train/nevus/ISIC_0000001.jpg',
      'Test/nevus/ISIC_0000001_copy.jpg',
      'Test/melanoma/ISIC_0000002.jpg',
    );
    expect(plan.photographs.map(({ lesionId }) => lesionId)).toEqual([null, 'ISIC_0000001', 'ISIC_0000001', 'ISIC_0000001']);
    expect(plan.issues.map(({ kind, severity }) => [kind, severity])).toEqual([
      ['conflicting-lesion', 'note'],
      ['duplicate-id', 'note'],
    ]);
    expect(plan.issues[0]?.message).toContain('only one of the diagnoses can be right');
  });

  it('reads one of two files of a name, and none that lies in no class', async () => {
    const plan = await planOf('mel/a.jpg', 'mel/a.png', 'nv/b.jpg', 'cover.jpg');
    expect(plan.photographs.map(({ relativePath }) => relativePath)).toEqual(['mel/a.jpg', 'nv/b.jpg']);
    expect(plan.issues.map(({ kind }) => kind)).toEqual(['extra-photograph', 'duplicate-file']);
  });

  it.each([
    ['folders that are no diagnoses', ['part_1/a.jpg', 'part_2/b.jpg']],
    ['a single class', ['melanoma/a.jpg', 'melanoma/b.jpg']],
  ])('is not taken for %s', async (_what, files) => {
    await expect(planOf(...files)).rejects.toMatchObject({ code: 'no-dataset' });
  });

  it('finds the contradictions of the published nine-class collection', async (context) => {
    const plan = await planImport(requireSharedData(context, 'nine-class'));
    expect(plan.photographs).toHaveLength(2359);
    expect(new Set(plan.photographs.map(({ diagnosis }) => diagnosis)).size).toBe(9);
    const count = (kind: string): number => plan.issues.filter((issue) => issue.kind === kind).length;
    expect([count('conflicting-lesion'), count('duplicate-id')]).toEqual([155, 18]);
  });
});
