import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planImport } from '../../../../main/datasets/plan-import.ts';
import { ham10000Table, writeFiles, writeHam10000 } from '../../../helpers/dataset-folder.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

const table = ham10000Table(['L1', 'ISIC_1', 'nv'], ['L2', 'ISIC_2', 'mel']);
const truth = 'image,MEL,NV,BCC,AKIEC,BKL,DF,VASC\nISIC_1,0,1,0,0,0,0,0\nISIC_2,1,0,0,0,0,0,0\n';

describe('layouts', () => {
  it('finds HAM10000 as it is published', async () => {
    const folder = await temporaryFolder();
    await writeHam10000(folder);
    const plan = await planImport(folder);
    expect(plan).toMatchObject({
      layout: 'ham10000',
      hasLesionIds: true,
      metadataFile: 'HAM10000_metadata.csv',
      photographFolders: ['HAM10000_images_part_1', 'HAM10000_images_part_2'],
      rowCount: 3,
      fileCount: 3,
      issues: [],
    });
    expect(plan.photographs).toEqual([
      {
        imageId: 'ISIC_1',
        relativePath: 'HAM10000_images_part_1/ISIC_1.jpg',
        diagnosis: 'nv',
        lesionId: 'HAM_1',
        proof: 'histo',
        ageYears: 50,
        sex: 'male',
        site: 'back',
        sourcePart: null,
      },
      expect.objectContaining({ imageId: 'ISIC_2', lesionId: 'HAM_1' }),
      expect.objectContaining({ imageId: 'ISIC_3', relativePath: 'HAM10000_images_part_2/ISIC_3.jpg', diagnosis: 'mel' }),
    ]);
  });

  it.each([
    ['HAM10000_metadata', ['HAM10000_images_part_1/ISIC_1.jpg', 'HAM10000_images_part_2/ISIC_2.jpg']],
    ['HAM10000_metadata.tab', ['HAM10000_images_combined_600x450/ISIC_1.jpg', 'HAM10000_images_combined_600x450/ISIC_2.jpg']],
    ['ham10000_METADATA.CSV', ['images/ISIC_1.jpg', 'images/ISIC_2.jpg']],
    ['HAM10000_metadata.csv', ['ISIC_1.jpg', 'ISIC_2.jpg']],
    ['HAM10000_metadata.csv', ['ISIC_1.JPG', 'isic_2.Jpeg']],
    ['HAM10000_metadata.csv', ['images/ISIC_1.png', 'images/ISIC_2.tif']],
    ['HAM10000_metadata.csv', ['images/ISIC_1.webp', 'images/ISIC_2.tiff']],
    ['HAM10000_metadata.csv', ['archive/HAM10000_images_part_1/HAM10000_images_part_1/ISIC_1.jpg', 'archive/part_2/ISIC_2.jpg']],
    ['dataverse_files/HAM10000_metadata.tab', ['dataverse_files/ISIC_1.jpg', 'dataverse_files/ISIC_2.jpg']],
    ['table.txt', ['ISIC_1.jpg', 'ISIC_2.jpg']],
  ])('finds %s with %s', async (metadataFile, files) => {
    const folder = await temporaryFolder();
    const text = metadataFile.endsWith('.tab') ? table.replaceAll(',', '\t') : table;
    await writeFiles(folder, { [metadataFile]: text, ...Object.fromEntries(files.map((file) => [file, 'not opened'])) });
    const plan = await planImport(folder);
    expect(plan.metadataFile).toBe(metadataFile);
    expect(plan.photographs.map((planned) => planned.relativePath)).toEqual(files);
    expect(plan.issues).toEqual([]);
  });

  it.each([
    ['beside the photographs', 'truth.csv', '.'],
    ['above their folder', 'truth.csv', 'ISIC2018_Task3_Test_Input'],
    ['in a folder of its own', 'ISIC2018_Task3_Test_GroundTruth/ISIC2018_Task3_Test_GroundTruth.csv', 'ISIC2018_Task3_Test_Input'],
  ])('finds the ground truth of ISIC 2018 %s', async (_name, metadataFile, images) => {
    const folder = await temporaryFolder();
    await writeFiles(folder, { [metadataFile]: truth, [`${images}/ISIC_1.jpg`]: 'x', [`${images}/ISIC_2.jpg`]: 'x' });
    const plan = await planImport(folder);
    expect(plan).toMatchObject({
      layout: 'isic2018-groundtruth',
      hasLesionIds: false,
      metadataFile,
      photographFolders: [images],
      issues: [],
    });
    expect(plan.photographs.map(({ diagnosis, lesionId }) => ({ diagnosis, lesionId }))).toEqual([
      { diagnosis: 'nv', lesionId: null },
      { diagnosis: 'mel', lesionId: null },
    ]);
  });

  it.each(['ISIC2018_Task3_Test_GroundTruth.csv', 'ISIC2018_Task3_Test_GroundTruth/ISIC2018_Task3_Test_GroundTruth.csv'])(
    'finds %s above the chosen folder of photographs',
    async (metadataFile) => {
      const folder = await temporaryFolder();
      await writeFiles(folder, { [metadataFile]: truth, 'input/ISIC_1.jpg': 'x', 'input/ISIC_2.jpg': 'x' });
      const plan = await planImport(join(folder, 'input'));
      expect(plan).toMatchObject({ metadataFile: `../${metadataFile}`, photographFolders: ['.'] });
      expect(plan.photographs.map((planned) => planned.relativePath)).toEqual(['ISIC_1.jpg', 'ISIC_2.jpg']);
    },
  );

  it('prefers the table that knows lesions', async () => {
    const folder = await temporaryFolder();
    await writeFiles(folder, { 'a_GroundTruth.csv': truth, HAM10000_metadata: table, 'ISIC_1.jpg': 'x', 'ISIC_2.jpg': 'x' });
    expect(await planImport(folder)).toMatchObject({ layout: 'ham10000', metadataFile: 'HAM10000_metadata' });
  });

  it('takes neither masks, hidden files nor other pictures for photographs of the dataset', async () => {
    const folder = await temporaryFolder();
    await writeHam10000(folder);
    await writeFiles(folder, {
      'masks/ISIC_1_segmentation.png': 'x',
      'HAM10000_images_part_1/._ISIC_1.jpg': 'x',
      'HAM10000_images_part_1/Thumbs.db': 'x',
      '__MACOSX/ISIC_1.jpg': 'x',
      'figures/overview.png': 'x',
    });
    expect(await planImport(folder)).toMatchObject({ fileCount: 3, issues: [] });
  });

  it.each([
    ['Läsion_1', 'Läsion_1'.normalize('NFD')],
    ['Läsion_1'.normalize('NFD'), 'Läsion_1'],
    ['病变_1', '病变_1'],
  ])('matches Unicode names whatever their normal form: %j to %j', async (imageId, stem) => {
    const folder = await temporaryFolder();
    await writeFiles(folder, { 'HAM10000_metadata.csv': ham10000Table(['L1', imageId, 'nv']), [`${stem}.jpg`]: 'x' });
    const plan = await planImport(folder);
    expect(plan.photographs).toMatchObject([{ imageId: imageId.normalize('NFC'), relativePath: `${stem}.jpg` }]);
  });
});
