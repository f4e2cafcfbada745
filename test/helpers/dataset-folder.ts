import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import type { Sharp } from 'sharp';

/** Writes files, making their folders; keys are paths relative to the folder. */
export async function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [relativePath, content] of Object.entries(files)) {
    const path = join(folder, relativePath);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
}

/** A small photograph in raw form, ready for `.jpeg()`, `.png()`, ...: a colour gradient, another one for every number. */
export function photograph(number = 0, width = 60, height = 45): Sharp {
  const pixels = Buffer.alloc(width * height * 3);
  for (let index = 0; index < width * height; index++) {
    pixels[index * 3] = (((index % width) * 255) / width + number * 37) % 256;
    pixels[index * 3 + 1] = (Math.floor(index / width) * 255) / height;
    pixels[index * 3 + 2] = (number * 91) % 256;
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

export function jpegBytes(number = 0, width = 60, height = 45): Promise<Buffer> {
  return photograph(number, width, height).jpeg().toBuffer();
}

export const ham10000Header = 'lesion_id,image_id,dx,dx_type,age,sex,localization';

/** A HAM10000 table of the given lines, each `lesion,image,dx` with plausible facts behind. */
export function ham10000Table(...lines: readonly (readonly [lesion: string, image: string, dx: string])[]): string {
  return [ham10000Header, ...lines.map((line) => `${line.join(',')},histo,50.0,male,back`), ''].join('\n');
}

/** A small HAM10000 folder, complete and right: two nevi of one lesion, a melanoma, photographs in two folders. */
export async function writeHam10000(folder: string): Promise<void> {
  await writeFiles(folder, {
    'HAM10000_metadata.csv': ham10000Table(['HAM_1', 'ISIC_1', 'nv'], ['HAM_1', 'ISIC_2', 'nv'], ['HAM_2', 'ISIC_3', 'mel']),
    'HAM10000_images_part_1/ISIC_1.jpg': await jpegBytes(1),
    'HAM10000_images_part_1/ISIC_2.jpg': await jpegBytes(2),
    'HAM10000_images_part_2/ISIC_3.jpg': await jpegBytes(3),
  });
}
