import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { diagnosisIds } from '../../../../common/domain/diagnosis.ts';
import { generateSample } from '../../../../main/datasets/generate-sample.ts';
import { inspectFolder } from '../../../../main/datasets/inspect-folder.ts';
import { planImport } from '../../../../main/datasets/plan-import.ts';
import { decodePhotograph } from '../../../../main/imaging/decode-photograph.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';
import { withoutPrivileges } from '../../../helpers/without-privileges.ts';

const options = { seed: 1, lesionsPerClass: 3, imageWidth: 64, imageHeight: 48 };

async function hashAll(folder: string): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((file) => file.isFile()).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    hash.update(entry.name).update(await readFile(join(entry.parentPath, entry.name)));
  }
  return hash.digest('hex');
}

describe('generateSample', () => {
  it('writes a HAM10000 folder with nothing wrong in it', async () => {
    const folder = join(await temporaryFolder(), 'new', 'sample');
    const { photographCount, lesionCount } = await generateSample(folder, options);
    const report = await inspectFolder(folder);
    expect(report).toMatchObject({
      layout: 'ham10000',
      metadataFile: 'HAM10000_metadata.csv',
      photographFolders: ['HAM10000_images_part_1', 'HAM10000_images_part_2'],
      importableCount: photographCount,
      lesionCount,
      rejectedCount: 0,
      issues: [],
    });
    expect(report.classCounts.map(({ label }) => label)).toEqual(diagnosisIds);
    const plan = await planImport(folder);
    for (const label of diagnosisIds) {
      const lesions = new Set(plan.photographs.filter((planned) => planned.diagnosis === label).map((planned) => planned.lesionId));
      expect(lesions.size).toBeGreaterThanOrEqual(3);
    }
    expect(plan.photographs.some((planned, index) => index > 0 && planned.lesionId === plan.photographs[index - 1]?.lesionId)).toBe(true);
    for (const planned of plan.photographs) {
      expect(planned.imageId).toMatch(/^ISIC_\d{7}$/);
      expect(planned.lesionId).toMatch(/^HAM_\d{7}$/);
      expect(['histo', 'follow_up', 'consensus', 'confocal']).toContain(planned.proof);
      expect(planned.ageYears === null || (planned.ageYears >= 15 && planned.ageYears <= 90 && planned.ageYears % 5 === 0)).toBe(true);
    }
    const [first] = plan.photographs;
    expect(await sharp(join(folder, first!.relativePath)).metadata()).toMatchObject({ format: 'jpeg', width: 64, height: 48, channels: 3 });
  });

  it('has more of what is common, and ages that are missing', async () => {
    const folder = join(await temporaryFolder(), 'sample');
    await generateSample(folder, { ...options, lesionsPerClass: 12, imageWidth: 16, imageHeight: 12 });
    const { photographs } = await planImport(folder);
    const count = (label: string): number => photographs.filter((planned) => planned.diagnosis === label).length;
    expect(count('nv')).toBeGreaterThan(1.4 * count('mel'));
    expect(count('mel')).toBeGreaterThan(count('df'));
    expect(photographs.some((planned) => planned.ageYears === null)).toBe(true);
  });

  it('gives the same files for the same seed, others for another', async () => {
    const folder = await temporaryFolder();
    const small = { ...options, imageWidth: 32, imageHeight: 24 };
    await generateSample(join(folder, 'a'), small);
    await generateSample(join(folder, 'b'), small);
    await generateSample(join(folder, 'c'), { ...small, seed: 2 });
    expect(await hashAll(join(folder, 'a'))).toBe(await hashAll(join(folder, 'b')));
    expect(await hashAll(join(folder, 'a'))).not.toBe(await hashAll(join(folder, 'c')));
  });

  it('shows the same lesion in its photographs, not the same photograph', async () => {
    const folder = join(await temporaryFolder(), 'sample');
    await generateSample(folder, options);
    const { photographs } = await planImport(folder);
    const vascular = photographs.filter((planned) => planned.diagnosis === 'vasc');
    const [lesion] = [...Map.groupBy(vascular, (planned) => planned.lesionId).values()].filter((members) => members.length > 1);
    const shape = { height: 24, width: 32, resizeMode: 'stretch' } as const;
    const [one, other] = await Promise.all(
      lesion!.slice(0, 2).map((planned) => decodePhotograph(join(folder, planned.relativePath), shape)),
    );
    expect(one).not.toEqual(other);
    const centre = (12 * 32 + 16) * 3;
    for (const pixels of [one!, other!]) expect(pixels[centre]! - pixels[centre + 1]!).toBeGreaterThan(10);
  });

  it('keeps a sample that is already there, tells how far it is, and refuses any other folder', async () => {
    const folder = join(await temporaryFolder(), 'sample');
    await mkdir(folder);
    const told: [number, number][] = [];
    const result = await generateSample(folder, { ...options, onProgress: (done, total) => told.push([done, total]) });
    expect(told[0]).toEqual([0, result.photographCount]);
    expect(told.at(-1)).toEqual([result.photographCount, result.photographCount]);
    told.length = 0;
    expect(await generateSample(folder, { ...options, onProgress: (done, total) => told.push([done, total]) })).toEqual(result);
    expect(told).toEqual([]);
    await expect(generateSample(folder, { ...options, seed: 2 })).rejects.toMatchObject({
      code: 'conflict',
      message: '"sample" is already there and not empty. Nothing was changed; name a folder that does not exist yet.',
    });
    const file = join(await temporaryFolder(), 'notes.txt');
    await writeFile(file, 'mine');
    await expect(generateSample(file, options)).rejects.toMatchObject({ code: 'conflict' });
    expect(await readFile(file, 'utf8')).toBe('mine');
  });

  it('leaves nothing behind when cancelled', async () => {
    const parent = await temporaryFolder();
    const controller = new AbortController();
    const onProgress = (done: number): void => {
      if (done === 3) controller.abort();
    };
    await expect(generateSample(join(parent, 'sample'), { ...options, signal: controller.signal, onProgress })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(await readdir(parent)).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('tells where it has no permission to write', async () => {
    const parent = await temporaryFolder();
    await chmod(parent, 0o555);
    const refused = await withoutPrivileges(() => generateSample(join(parent, 'sample'), options).catch((error: unknown) => error));
    expect(refused).toMatchObject({
      code: 'permission-denied',
      message: 'You have no permission to make the folder "sample" there. Nothing was changed; choose another place.',
    });
  });
});
