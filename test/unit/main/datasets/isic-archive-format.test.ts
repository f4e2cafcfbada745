import { describe, expect, it } from 'vitest';
import { planImport } from '../../../../main/datasets/plan-import.ts';
import { writeFiles } from '../../../helpers/dataset-folder.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

async function planOf(table: string, ids = ['ISIC_1', 'ISIC_2', 'ISIC_3']): ReturnType<typeof planImport> {
  const folder = await temporaryFolder();
  await writeFiles(folder, { 'metadata.csv': table, ...Object.fromEntries(ids.map((id) => [`${id}.jpg`, 'not opened'])) });
  return planImport(folder);
}

describe('an ISIC archive', () => {
  it('reads exports with a tree of diagnoses and lesions', async () => {
    const plan = await planOf(
      [
        'isic_id,attribution,age_approx,anatom_site_general,diagnosis_1,diagnosis_2,diagnosis_3,diagnosis_4,diagnosis_confirm_type,lesion_id,sex',
        'ISIC_1,x,45,anterior torso,Malignant,Malignant melanocytic proliferations (Melanoma),Melanoma Invasive,Superficial spreading,histopathology,IL_1,male',
        'ISIC_2,x,,,Benign,Benign melanocytic proliferations,Nevus,,single image expert consensus,IL_2,female',
        'ISIC_3,x,30.0,head/neck,Benign,Benign adnexal epithelial proliferations,Trichilemmoma,,,,',
      ].join('\n'),
    );
    expect(plan).toMatchObject({ layout: 'isic-archive', hasLesionIds: true, metadataFile: 'metadata.csv' });
    expect(plan.photographs).toMatchObject([
      { diagnosis: 'mel', lesionId: 'IL_1', ageYears: 45, sex: 'male', site: 'anterior torso', proof: 'histopathology' },
      { diagnosis: 'nv', lesionId: 'IL_2', ageYears: null, proof: 'single image expert consensus' },
      { diagnosis: 'trichilemmoma', lesionId: null, ageYears: 30 },
    ]);
    expect(plan.issues).toMatchObject([{ kind: 'invalid-row', severity: 'note', imageId: 'ISIC_3' }]);
  });

  it('reads older exports, and falls back on benign and malignant', async () => {
    const plan = await planOf('name,benign_malignant,diagnosis\nISIC_1,malignant,melanoma\nISIC_2,benign,\nISIC_3,,\n');
    expect(plan).toMatchObject({ layout: 'isic-archive', hasLesionIds: false });
    expect(plan.photographs.map(({ diagnosis }) => diagnosis)).toEqual(['mel', 'benign']);
    expect(plan.issues).toMatchObject([{ kind: 'unknown-label', severity: 'reject', line: 4 }]);
  });

  it('names the columns that are missing', async () => {
    await expect(planOf('isic_id,sex\nISIC_1,male\n')).rejects.toMatchObject({
      code: 'metadata-unreadable',
      message: 'metadata.csv lacks the column "diagnosis_1". Nothing was imported; use the table as it was published.',
    });
  });
});
