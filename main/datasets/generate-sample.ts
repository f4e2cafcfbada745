import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { AppError, toAppError } from '../../common/errors/app-error.ts';
import { encodePhotograph } from '../imaging/encode-photograph.ts';
import { forEachInParallel, throwIfCancelled } from '../imaging/parallel.ts';
import { renderPhotograph } from './sample/render-lesion.ts';
import { inventLesions } from './sample/sample-lesions.ts';
import type { SampleLesion } from './sample/sample-lesions.ts';

export interface SampleOptions {
  readonly seed: number;
  /** Lesions of a diagnosis on average; the common ones get more, the rare ones less, each at least three. */
  readonly lesionsPerClass: number;
  readonly imageWidth: number;
  readonly imageHeight: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface GeneratedSample {
  readonly photographCount: number;
  readonly lesionCount: number;
}

/** In HAM10000 a file of 5,000 photographs each; here half and half, so that both folders are there. */
const photographFolders = ['HAM10000_images_part_1', 'HAM10000_images_part_2'] as const;
/** Tells a finished sample from any other folder, and which one it is. */
const markerFile = 'sample.json';
const generatorVersion = 1;

/**
 * Generates synthetic dermatoscopic photographs of the seven diagnoses in HAM10000's layout. The same options give the same files. The folder appears
 * only when it is complete; where it already holds the very same sample, that one is kept.
 * @throws AppError `conflict` where the folder holds anything else, `disk-full`, `permission-denied`, `cancelled`
 */
export async function generateSample(folder: string, options: SampleOptions): Promise<GeneratedSample> {
  const target = resolve(folder);
  const lesions = inventLesions(options.seed, options.lesionsPerClass);
  const photographCount = lesions.reduce((count, lesion) => count + lesion.imageIds.length, 0);
  const result = { photographCount, lesionCount: lesions.length };
  const { seed, lesionsPerClass, imageWidth, imageHeight } = options;
  const marker = `${JSON.stringify({ generatorVersion, seed, lesionsPerClass, imageWidth, imageHeight, ...result }, null, 2)}\n`;
  if ((await readMarker(target)) === marker) return result;
  await requireFree(target);

  const unfinished = join(dirname(target), `.${basename(target)}.unfinished`);
  try {
    await rm(unfinished, { recursive: true, force: true });
    for (const name of photographFolders) await mkdir(join(unfinished, name), { recursive: true });
    await writePhotographs(unfinished, lesions, photographCount, options);
    await writeFile(join(unfinished, 'HAM10000_metadata.csv'), toMetadata(lesions));
    await writeFile(join(unfinished, markerFile), marker);
    await rename(unfinished, target);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw explain(error, basename(target));
  }
  return result;
}

async function writePhotographs(folder: string, lesions: readonly SampleLesion[], total: number, options: SampleOptions): Promise<void> {
  const { seed, imageWidth: width, imageHeight: height, signal, onProgress } = options;
  const photographs = lesions.flatMap((lesion) => lesion.imageIds.map((imageId, viewNumber) => ({ imageId, viewNumber, lesion })));
  let done = 0;
  onProgress?.(0, total);
  // Rendering fills this thread; while it goes on, the photographs before are encoded and written on others.
  await forEachInParallel(photographs, 3, signal, async ({ imageId, viewNumber, lesion }, index) => {
    const { pixels, blurSigma } = renderPhotograph({
      seed,
      lesionNumber: lesion.number,
      diagnosis: lesion.diagnosis,
      viewNumber,
      width,
      height,
    });
    const jpeg = await encodePhotograph(pixels, width, height, blurSigma);
    throwIfCancelled(signal);
    await writeFile(join(folder, photographFolders[index < total / 2 ? 0 : 1], `${imageId}.jpg`), jpeg);
    onProgress?.(++done, total);
  });
}

function toMetadata(lesions: readonly SampleLesion[]): string {
  const rows = lesions.flatMap((lesion) =>
    lesion.imageIds.map((imageId) =>
      [lesion.lesionId, imageId, lesion.diagnosis, lesion.proof, lesion.ageYears?.toFixed(1) ?? '', lesion.sex, lesion.site].join(','),
    ),
  );
  return ['lesion_id,image_id,dx,dx_type,age,sex,localization', ...rows, ''].join('\n');
}

async function readMarker(folder: string): Promise<string | null> {
  try {
    return await readFile(join(folder, markerFile), 'utf8');
  } catch (error) {
    const failure = toAppError(error);
    if (failure.code === 'file-missing' || failure.detail?.['systemCode'] === 'ENOTDIR') return null;
    throw explain(error, basename(folder));
  }
}

/** Lets the folder be absent or empty. */
async function requireFree(folder: string): Promise<void> {
  try {
    if ((await readdir(folder)).length === 0) await rmdir(folder);
    else throw notEmpty(folder);
  } catch (error) {
    const failure = toAppError(error);
    if (failure.detail?.['systemCode'] === 'ENOTDIR') throw notEmpty(folder);
    if (failure.code !== 'file-missing') throw explain(error, basename(folder));
  }
}

function notEmpty(folder: string): AppError {
  return new AppError(
    'conflict',
    `"${basename(folder)}" is already there and not empty. Nothing was changed; name a folder that does not exist yet.`,
  );
}

function explain(error: unknown, name: string): AppError {
  const failure = toAppError(error);
  if (error instanceof AppError) return failure;
  if (failure.code === 'disk-full') {
    return new AppError(
      'disk-full',
      `The disk is full: the sample "${name}" could not be written and was removed again. Free some space and start again.`,
    );
  }
  if (failure.code === 'permission-denied') {
    return new AppError(
      'permission-denied',
      `You have no permission to make the folder "${name}" there. Nothing was changed; choose another place.`,
    );
  }
  return failure;
}
