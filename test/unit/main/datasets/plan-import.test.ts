import { chmod, mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planImport } from '../../../../main/datasets/plan-import.ts';
import { ham10000Header, ham10000Table, jpegBytes, photograph, writeFiles, writeHam10000 } from '../../../helpers/dataset-folder.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';
import { withoutPrivileges } from '../../../helpers/without-privileges.ts';

const table = ham10000Table(['L1', 'ISIC_1', 'nv'], ['L2', 'ISIC_2', 'mel']);

describe('what is wrong with a folder', () => {
  it('tells missing and extra photographs', async () => {
    const folder = await temporaryFolder();
    await writeHam10000(folder);
    await rename(join(folder, 'HAM10000_images_part_2/ISIC_3.jpg'), join(folder, 'HAM10000_images_part_1/ISIC_9.jpg'));
    const plan = await planImport(folder);
    expect(plan.photographs.map((planned) => planned.imageId)).toEqual(['ISIC_1', 'ISIC_2']);
    expect(plan.issues).toEqual([
      {
        kind: 'missing-photograph',
        severity: 'reject',
        imageId: 'ISIC_3',
        fileName: null,
        line: 4,
        message: 'ISIC_3 is named on line 4 of HAM10000_metadata.csv, but its photograph is not in the folder. It is left out.',
      },
      {
        kind: 'extra-photograph',
        severity: 'note',
        imageId: null,
        fileName: 'HAM10000_images_part_1/ISIC_9.jpg',
        line: null,
        message: 'HAM10000_images_part_1/ISIC_9.jpg is not named in HAM10000_metadata.csv. Without a diagnosis it is not imported.',
      },
    ]);
  });

  it('imports an id once that is named twice with the same facts', async () => {
    const folder = await temporaryFolder();
    await writeFiles(folder, { 'HAM10000_metadata.csv': ham10000Table(['L1', 'ISIC_1', 'nv'], ['L1', 'ISIC_1', 'nv']), 'ISIC_1.jpg': 'x' });
    const plan = await planImport(folder);
    expect(plan.photographs).toHaveLength(1);
    expect(plan.issues).toMatchObject([
      {
        kind: 'duplicate-id',
        severity: 'note',
        line: 3,
        message: 'ISIC_1 is named on lines 2 and 3, with the same facts. It is imported once.',
      },
    ]);
  });

  it('leaves an id out that is named twice with different facts', async () => {
    const folder = await temporaryFolder();
    await writeFiles(folder, {
      'HAM10000_metadata.csv': ham10000Table(['L1', 'ISIC_1', 'nv'], ['L1', 'isic_1', 'mel'], ['L2', 'ISIC_2', 'nv']),
      'ISIC_1.jpg': 'x',
      'ISIC_2.jpg': 'x',
    });
    const plan = await planImport(folder);
    expect(plan.photographs.map((planned) => planned.imageId)).toEqual(['ISIC_2']);
    expect(plan.issues).toMatchObject([
      {
        kind: 'duplicate-id',
        severity: 'reject',
        message: 'ISIC_1 is named on lines 2 and 3, with different facts. It is left out; correct the table.',
      },
    ]);
  });

  it('reads the larger of two files for one id', async () => {
    const folder = await temporaryFolder();
    await writeFiles(folder, {
      'HAM10000_metadata.csv': ham10000Table(['L1', 'ISIC_1', 'nv']),
      'a-previews/ISIC_1.jpg': 'small',
      'images/ISIC_1.jpg': 'much larger',
    });
    const plan = await planImport(folder);
    expect(plan.photographs[0]?.relativePath).toBe('images/ISIC_1.jpg');
    expect(plan.issues).toMatchObject([
      {
        kind: 'duplicate-file',
        severity: 'note',
        fileName: 'a-previews/ISIC_1.jpg',
        message: 'ISIC_1 has more than one file: images/ISIC_1.jpg is read, a-previews/ISIC_1.jpg is not.',
      },
    ]);
  });

  it('tells a lesion with two diagnoses', async () => {
    const folder = await temporaryFolder();
    await writeFiles(folder, {
      'HAM10000_metadata.csv': ham10000Table(['L1', 'ISIC_1', 'nv'], ['L1', 'ISIC_2', 'mel']),
      'ISIC_1.jpg': 'x',
      'ISIC_2.jpg': 'x',
    });
    const plan = await planImport(folder);
    expect(plan.photographs).toHaveLength(2);
    expect(plan.issues).toMatchObject([
      {
        kind: 'conflicting-lesion',
        severity: 'note',
        imageId: 'ISIC_2',
        message: 'Lesion L1 is nv on line 2 and mel on line 3. Both are imported; one of the diagnoses must be wrong.',
      },
    ]);
  });

  it.skipIf(process.platform === 'win32')('refuses links out of the folder, and follows those inside', async () => {
    const outside = await temporaryFolder();
    await writeFiles(outside, { 'secret.jpg': await jpegBytes(), 'part_2/ISIC_3.jpg': await jpegBytes() });
    const folder = await temporaryFolder();
    await writeFiles(folder, {
      'HAM10000_metadata.csv': ham10000Table(
        ['L1', 'ISIC_1', 'nv'],
        ['L2', 'ISIC_2', 'mel'],
        ['L3', 'ISIC_3', 'df'],
        ['L4', 'ISIC_4', 'df'],
      ),
      'originals/original.jpg': await jpegBytes(),
    });
    await symlink(join(outside, 'secret.jpg'), join(folder, 'ISIC_1.jpg'));
    await symlink('originals/original.jpg', join(folder, 'ISIC_2.jpg'));
    await symlink(join(outside, 'part_2'), join(folder, 'part_2'));
    await symlink(folder, join(folder, 'loop'));
    await symlink('nowhere', join(folder, 'ISIC_4.jpg'));
    const plan = await planImport(folder);
    expect(plan.photographs.map((planned) => planned.relativePath)).toEqual(['ISIC_2.jpg']);
    expect(plan.issues.map(({ kind, severity, message }) => ({ kind, severity, message }))).toEqual([
      {
        kind: 'outside-folder',
        severity: 'note',
        message:
          'part_2 is a link to a folder outside the chosen one. Its photographs are not read; choose the folder that holds them, or copy them here.',
      },
      {
        kind: 'outside-folder',
        severity: 'reject',
        message:
          'ISIC_1.jpg is a link to a file outside the chosen folder, which is not read. It is left out; copy the photograph itself here.',
      },
      {
        kind: 'missing-photograph',
        severity: 'reject',
        message: 'ISIC_3 is named on line 4 of HAM10000_metadata.csv, but its photograph is not in the folder. It is left out.',
      },
      {
        kind: 'missing-photograph',
        severity: 'reject',
        message: 'ISIC_4 is named on line 5 of HAM10000_metadata.csv, but its photograph is not in the folder. It is left out.',
      },
    ]);
  });

  it.skipIf(process.platform === 'win32')('goes on where a folder inside must not be read', async () => {
    const folder = await temporaryFolder();
    await writeHam10000(folder);
    await chmod(folder, 0o755);
    await chmod(join(folder, 'HAM10000_images_part_2'), 0o000);
    const plan = await withoutPrivileges(() => planImport(folder));
    await chmod(join(folder, 'HAM10000_images_part_2'), 0o755);
    expect(plan?.photographs.map((planned) => planned.imageId)).toEqual(['ISIC_1', 'ISIC_2']);
    expect(plan?.issues).toMatchObject([
      {
        kind: 'permission-denied',
        severity: 'note',
        message:
          'You have no permission to read the folder HAM10000_images_part_2. Its photographs are not read; ask for the permission and inspect again.',
      },
      { kind: 'missing-photograph', imageId: 'ISIC_3' },
    ]);
  });
});

describe('folders that are refused', () => {
  it('a folder that is no dataset', async () => {
    const folder = await temporaryFolder();
    await writeFiles(folder, { 'holiday.jpg': 'x', 'notes.txt': 'Dear diary,\n', 'sizes.csv': 'a,b\n1,2\n' });
    await expect(planImport(folder)).rejects.toMatchObject({
      code: 'no-dataset',
      message:
        `The folder "${basename(folder)}" is no dataset that Nevus knows: it holds neither HAM10000's metadata (HAM10000_metadata.csv), nor the ground truth of ISIC 2018, ` +
        "nor an ISIC archive's metadata.csv, nor one folder of photographs for each diagnosis. Nothing was changed. Choose the folder that holds the table and the photographs.",
    });
  });

  it('an empty folder', async () => {
    await expect(planImport(await temporaryFolder())).rejects.toMatchObject({ code: 'no-dataset' });
  });

  it('a folder that is not there', async () => {
    await expect(planImport(join(await temporaryFolder(), 'gone'))).rejects.toMatchObject({
      code: 'file-missing',
      message: 'The folder "gone" is not there. Check its name, or whether its disk is connected.',
    });
  });

  it('a file', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'table.csv'), table);
    await expect(planImport(join(folder, 'table.csv'))).rejects.toMatchObject({
      code: 'no-dataset',
      message: '"table.csv" is a file. Choose the folder that holds the photographs and their metadata.',
    });
  });

  it.each([
    [
      'HAM10000_metadata.csv',
      'image_id,dx,age\n',
      'HAM10000_metadata.csv lacks the column "lesion_id". Nothing was imported; use the table as it was published.',
    ],
    [
      'HAM10000_metadata.csv',
      'id,label\n',
      'HAM10000_metadata.csv lacks the columns "lesion_id", "image_id", "dx". Nothing was imported; use the table as it was published.',
    ],
    ['HAM10000_metadata', '', 'HAM10000_metadata is empty (0 bytes). Copy it again from its source.'],
    [
      'HAM10000_metadata.csv',
      '\u0000\u0001',
      'HAM10000_metadata.csv is not a text table: it holds binary data. Save it as CSV and try again.',
    ],
    [
      'HAM10000_metadata.csv',
      `${ham10000Header}\n`,
      'HAM10000_metadata.csv has a header but no rows. Nothing was imported; use the table as it was published.',
    ],
    [
      'truth.csv',
      'image,MEL,NV,BCC\n',
      'truth.csv lacks the columns "AKIEC", "BKL", "DF", "VASC". Nothing was imported; use the table as it was published.',
    ],
  ])('a table that cannot be used: %s, %j', async (name, text, message) => {
    const folder = await temporaryFolder();
    await writeFiles(folder, { [name]: text, 'ISIC_1.jpg': 'x' });
    await expect(planImport(folder)).rejects.toMatchObject({ code: 'metadata-unreadable', message });
  });

  it('a table without any of its photographs', async () => {
    const folder = await temporaryFolder();
    await writeFiles(folder, { 'HAM10000_metadata.csv': table, 'other.jpg': 'x' });
    await expect(planImport(folder)).rejects.toMatchObject({
      code: 'no-dataset',
      message: `HAM10000_metadata.csv names 2 photographs, but none of them lies in the folder "${basename(folder)}". Choose the folder that holds both.`,
    });
  });

  it.skipIf(process.platform === 'win32')('a table that is a link to somewhere else', async () => {
    const folder = join(await temporaryFolder(), 'inner', 'dataset');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, '../../elsewhere.csv'), table);
    await symlink('../../elsewhere.csv', join(folder, 'HAM10000_metadata.csv'));
    await expect(planImport(folder)).rejects.toMatchObject({
      code: 'metadata-unreadable',
      message: 'HAM10000_metadata.csv is a link to a file outside the chosen folder, which is not read. Copy the file itself here.',
    });
  });

  it.skipIf(process.platform === 'win32')('a folder, or a table, without permission', async () => {
    const folder = await temporaryFolder();
    await writeFiles(folder, { 'HAM10000_metadata.csv': table, 'ISIC_1.jpg': await photograph().jpeg().toBuffer() });
    const readPlan = (): Promise<unknown> => planImport(folder).catch((error: unknown) => error);
    await chmod(folder, 0o755);
    await chmod(join(folder, 'HAM10000_metadata.csv'), 0o000);
    expect(await withoutPrivileges(readPlan)).toMatchObject({
      code: 'permission-denied',
      message: 'You have no permission to read HAM10000_metadata.csv. Ask for it and try again.',
    });
    await chmod(folder, 0o000);
    const refused = await withoutPrivileges(readPlan);
    await chmod(folder, 0o755);
    expect(refused).toMatchObject({
      code: 'permission-denied',
      message: `You have no permission to read the folder "${basename(folder)}". Nothing was changed; ask for it and try again.`,
    });
  });

  it('anything, once cancelled', async () => {
    const folder = await temporaryFolder();
    await writeHam10000(folder);
    await expect(planImport(folder, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
      message: 'The work was cancelled.',
    });
  });
});
