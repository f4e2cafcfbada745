import { createHash } from 'node:crypto';
import { chmod, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readPhotograph } from '../../../../main/datasets/read-photograph.ts';
import type { PhotographReading, PlannedPhotograph } from '../../../../main/datasets/import-plan.ts';
import { jpegBytes, photograph } from '../../../helpers/dataset-folder.ts';
import { pngWithHeader } from '../../../helpers/png-header.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';
import { withoutPrivileges } from '../../../helpers/without-privileges.ts';

function planned(relativePath: string): PlannedPhotograph {
  return {
    imageId: 'ISIC_1',
    relativePath,
    diagnosis: 'nv',
    lesionId: 'L1',
    proof: null,
    ageYears: null,
    sex: null,
    site: null,
    sourcePart: null,
  };
}

async function read(fileName: string, bytes: Uint8Array | string, thumbnail = true): Promise<PhotographReading> {
  const root = await temporaryFolder();
  await writeFile(join(root, fileName), bytes);
  return readPhotograph(root, planned(fileName), { thumbnail });
}

function rejected(kind: string, fileName: string, message: string): unknown {
  return { ok: false, issue: { kind, severity: 'reject', imageId: 'ISIC_1', fileName, line: null, message } };
}

describe('a good photograph', () => {
  it('is hashed, measured and made small, without its metadata', async () => {
    const bytes = await photograph(1, 800, 600)
      .withExif({ IFD0: { Copyright: 'somebody' } })
      .withIccProfile('p3')
      .jpeg()
      .toBuffer();
    const reading = await read('ISIC_1.jpg', bytes);
    expect(reading).toMatchObject({
      ok: true,
      contentHash: createHash('sha256').update(bytes).digest('hex'),
      width: 800,
      height: 600,
      issues: [],
    });
    if (!reading.ok || reading.thumbnail === null) throw new Error('no thumbnail');
    const thumbnail = await sharp(reading.thumbnail).metadata();
    expect(thumbnail).toMatchObject({ format: 'jpeg', width: 320, height: 240, channels: 3, hasProfile: false });
    expect([thumbnail.exif, thumbnail.xmp, thumbnail.iptc, thumbnail.icc]).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('smaller than a thumbnail is not enlarged, and none is made where none is wanted', async () => {
    const small = await read('ISIC_1.jpg', await jpegBytes(1, 60, 45));
    expect(small.ok && small.thumbnail !== null && (await sharp(small.thumbnail).metadata())).toMatchObject({ width: 60, height: 45 });
    expect(await read('ISIC_1.jpg', await jpegBytes(), false)).toMatchObject({ ok: true, thumbnail: null });
  });
});

describe.each([true, false])('a bad photograph (with thumbnail: %s)', (thumbnail) => {
  it('that is empty is left out', async () => {
    expect(await read('ISIC_1.jpg', '', thumbnail)).toEqual(
      rejected('empty-file', 'ISIC_1.jpg', 'ISIC_1.jpg is empty (0 bytes). Copy it again from its source. It is left out.'),
    );
  });

  const whole = {
    jpg: () => photograph(1, 600, 450).jpeg().toBuffer(),
    'progressive.jpg': () => photograph(1, 600, 450).jpeg({ progressive: true }).toBuffer(),
    png: () => photograph(1, 600, 450).png().toBuffer(),
    webp: () => photograph(1, 600, 450).webp().toBuffer(),
    tif: () => photograph(1, 600, 450).tiff().toBuffer(),
  };
  it.each(Object.keys(whole).flatMap((kind) => [0.1, 0.5, 0.9, 0.999].map((share) => [kind, share] as const)))(
    'that is cut off is left out: %s, %d of its bytes',
    async (kind, share) => {
      const bytes = await whole[kind as keyof typeof whole]();
      const name = `ISIC_1.${kind}`;
      expect(await read(name, bytes.subarray(0, Math.floor(bytes.length * share)), thumbnail)).toEqual(
        rejected('truncated', name, `${name} is cut off: its end is missing. Copy it again from its source. It is left out.`),
      );
    },
  );

  it('whose rest was never written (zeros) is left out', async () => {
    const bytes = await whole.jpg();
    expect(await read('ISIC_1.jpg', Buffer.from(bytes).fill(0, Math.floor(bytes.length / 2)), thumbnail)).toMatchObject({
      ok: false,
      issue: { kind: 'truncated' },
    });
  });

  it('with a preview inside that has an end of its own is not taken for whole', async () => {
    const preview = await jpegBytes();
    const bytes = await whole.jpg();
    const segment = Buffer.concat([Buffer.from([0xff, 0xe1, (preview.length + 2) >> 8, (preview.length + 2) & 255]), preview]);
    const withPreview = Buffer.concat([bytes.subarray(0, 2), segment, bytes.subarray(2)]);
    expect(await read('ISIC_1.jpg', withPreview, thumbnail)).toMatchObject({ ok: true });
    expect(await read('ISIC_1.jpg', withPreview.subarray(0, -2), thumbnail)).toMatchObject({ ok: false, issue: { kind: 'truncated' } });
  });

  it.each([
    ['a text file', 'Dear colleague,\nplease find attached'],
    ['a GIF picture', 'GIF89a\u0001\u0000'],
    ['a PDF document', '%PDF-1.7\n\u0000'],
    ['a BMP picture', 'BM\u0000\u0000'],
    ['a ZIP archive', 'PK\u0003\u0004'],
    ['a HEIC or AVIF picture', '\u0000\u0000\u0000\u0018ftypheic'],
    ['damaged or foreign data', '\u0000\u0001\u0002\u0003'],
    ['a text file', '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><image href="file:///etc/passwd"/></svg>'],
  ])('that is really %s is left out', async (what, content) => {
    expect(await read('ISIC_1.jpg', content, thumbnail)).toEqual(
      rejected(
        'undecodable',
        'ISIC_1.jpg',
        `ISIC_1.jpg is not a JPEG, PNG, WebP or TIFF photograph; it looks like ${what}. It is left out.`,
      ),
    );
  });

  it('whose middle is damaged is left out, although it can be decoded', async () => {
    const bytes = await photograph(1, 600, 450).jpeg({ quality: 100, optimiseCoding: false }).toBuffer();
    bytes.write('Dear colleague, please find attached', Math.floor(bytes.length / 2), 'latin1');
    expect(await read('ISIC_1.jpg', bytes, thumbnail)).toEqual(
      rejected(
        'damaged',
        'ISIC_1.jpg',
        'ISIC_1.jpg is damaged in its middle: it can be opened, but a part of the picture is wrong. Copy it again from its source. It is left out.',
      ),
    );
  });

  it('with a header and garbage behind it is left out', async () => {
    const bytes = await photograph(1, 600, 450).png().toBuffer();
    expect(await read('ISIC_1.png', Buffer.from(bytes).fill(0x55, 200, bytes.length - 20), thumbnail)).toEqual(
      rejected('undecodable', 'ISIC_1.png', 'ISIC_1.png is damaged and cannot be decoded. Copy it again from its source. It is left out.'),
    );
  });

  it('that would unfold to gigabytes is refused by its header alone', async () => {
    const before = process.memoryUsage.rss();
    expect(await read('ISIC_1.png', pngWithHeader(60_000, 60_000), thumbnail)).toEqual(
      rejected(
        'too-large',
        'ISIC_1.png',
        'ISIC_1.png has 60,000 x 60,000 pixels; Nevus reads up to 100 million. Use a smaller copy. It is left out.',
      ),
    );
    expect(process.memoryUsage.rss() - before).toBeLessThan(200 * 2 ** 20);
  });
});

describe('an unusual photograph', () => {
  it.each([
    ['in CMYK colours', 'jpg', () => photograph(1).toColourspace('cmyk').jpeg().toBuffer()],
    ['without colour (grey)', 'jpg', () => photograph(1).toColourspace('b-w').jpeg().toBuffer()],
    ['with more than 8 bits a channel', 'png', () => photograph(1).toColourspace('rgb16').png().toBuffer()],
    ['with transparency', 'png', () => photograph(1).ensureAlpha(0.5).png().toBuffer()],
    [
      'without colour (grey), with more than 8 bits a channel',
      'png',
      () => photograph(1).greyscale().toColourspace('grey16').png().toBuffer(),
    ],
  ])('stored %s is imported with a note', async (trait, extension, make) => {
    const reading = await read(`ISIC_1.${extension}`, await make());
    expect(reading).toMatchObject({
      ok: true,
      width: 60,
      height: 45,
      issues: [
        {
          kind: 'unusual-format',
          severity: 'note',
          imageId: 'ISIC_1',
          fileName: `ISIC_1.${extension}`,
          message: `ISIC_1.${extension} is stored ${trait}. It is read as 8-bit RGB.`,
        },
      ],
    });
    if (!reading.ok || reading.thumbnail === null) throw new Error('no thumbnail');
    expect(await sharp(reading.thumbnail).metadata()).toMatchObject({ space: 'srgb', channels: 3, depth: 'uchar' });
  });

  it('with a palette is imported', async () => {
    expect(await read('ISIC_1.png', await photograph(1).png({ palette: true }).toBuffer())).toMatchObject({ ok: true, issues: [] });
  });

  it('turned by EXIF is measured as it is seen', async () => {
    const reading = await read('ISIC_1.jpg', await photograph(1, 60, 40).withMetadata({ orientation: 6 }).jpeg().toBuffer());
    expect(reading).toMatchObject({ ok: true, width: 40, height: 60 });
    if (!reading.ok || reading.thumbnail === null) throw new Error('no thumbnail');
    expect(await sharp(reading.thumbnail).metadata()).toMatchObject({ width: 40, height: 60 });
    expect((await sharp(reading.thumbnail).metadata()).orientation).toBeUndefined();
  });

  it('with a name that promises another format is imported as what it is', async () => {
    expect(await read('ISIC_1.jpg', await photograph(1).png().toBuffer())).toMatchObject({
      ok: true,
      issues: [
        {
          kind: 'wrong-extension',
          severity: 'note',
          message: 'ISIC_1.jpg is a PNG photograph in spite of its name. It is read as what it is.',
        },
      ],
    });
  });

  it('of 20,000 pixels width is imported', async () => {
    const reading = await read('ISIC_1.jpg', await jpegBytes(1, 20_000, 300));
    expect(reading).toMatchObject({ ok: true, width: 20_000, height: 300 });
    expect(reading.ok && reading.thumbnail !== null && (await sharp(reading.thumbnail).metadata())).toMatchObject({
      width: 320,
      height: 5,
    });
  });

  it('with more behind its end is imported', async () => {
    expect(await read('ISIC_1.jpg', Buffer.concat([await jpegBytes(), Buffer.from('appended by a camera')]))).toMatchObject({ ok: true });
  });

  it('with a Unicode name is imported', async () => {
    expect(await read('Läsion 病变 🔬.jpg'.normalize('NFD'), await jpegBytes())).toMatchObject({ ok: true });
  });
});

describe.skipIf(process.platform === 'win32')('a photograph that must not or cannot be read', () => {
  it('because it became a link out of the folder is left out', async () => {
    const outside = await temporaryFolder();
    await writeFile(join(outside, 'secret.jpg'), await jpegBytes());
    const root = await temporaryFolder();
    await symlink(join(outside, 'secret.jpg'), join(root, 'ISIC_1.jpg'));
    const message = (name: string): string =>
      `${name} is a link to a file outside the chosen folder, which is not read. Copy the photograph itself here. It is left out.`;
    expect(await readPhotograph(root, planned('ISIC_1.jpg'), { thumbnail: false })).toEqual(
      rejected('outside-folder', 'ISIC_1.jpg', message('ISIC_1.jpg')),
    );
    const upwards = `../${basename(outside)}/secret.jpg`;
    expect(await readPhotograph(root, planned(upwards), { thumbnail: false })).toEqual(
      rejected('outside-folder', upwards, message(upwards)),
    );
  });

  it('because permission is missing is left out', async () => {
    const root = await temporaryFolder();
    await writeFile(join(root, 'ISIC_1.jpg'), await jpegBytes());
    await chmod(root, 0o755);
    await chmod(join(root, 'ISIC_1.jpg'), 0o000);
    expect(await withoutPrivileges(() => readPhotograph(root, planned('ISIC_1.jpg'), { thumbnail: false }))).toEqual(
      rejected(
        'permission-denied',
        'ISIC_1.jpg',
        'You have no permission to read ISIC_1.jpg. Ask for it and import again. It is left out.',
      ),
    );
  });

  it('because it vanished is left out', async () => {
    expect(await readPhotograph(await temporaryFolder(), planned('ISIC_1.jpg'), { thumbnail: false })).toEqual(
      rejected('missing-photograph', 'ISIC_1.jpg', 'ISIC_1.jpg was there a moment ago and is gone. It is left out.'),
    );
  });

  it('because it is a folder is left out', async () => {
    const root = await temporaryFolder();
    expect(await readPhotograph(root, planned('.'), { thumbnail: false })).toEqual(
      rejected('undecodable', '.', '. could not be read from its disk (EISDIR). Copy it again from its source. It is left out.'),
    );
  });

  it('because the whole folder went away stops the import, and rejects nothing', async () => {
    const root = await temporaryFolder();
    await rm(root, { recursive: true });
    await expect(readPhotograph(root, planned('ISIC_1.jpg'), { thumbnail: false })).rejects.toMatchObject({
      code: 'file-missing',
      message: `The folder "${basename(root)}" is no longer there. What was imported is safe; connect its disk and resume.`,
    });
  });

  it('because the whole folder is closed stops the import, and rejects nothing', async () => {
    const root = await temporaryFolder();
    await writeFile(join(root, 'ISIC_1.jpg'), await jpegBytes());
    await chmod(root, 0o000);
    const refused = await withoutPrivileges(() =>
      readPhotograph(root, planned('ISIC_1.jpg'), { thumbnail: false }).catch((error: unknown) => error),
    );
    await chmod(root, 0o755);
    expect(refused).toMatchObject({
      code: 'permission-denied',
      message: `You have no permission to read the folder "${basename(root)}". Nothing was changed; ask for it and try again.`,
    });
  });
});
