import { accessSync, constants, mkdirSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AppError, toAppError } from '../../common/errors/app-error.ts';

/** Where everything lies in the data folder. */
export interface Workspace {
  readonly folder: string;
  readonly databaseFile: string;
  readonly lockFile: string;
  readonly thumbnails: string;
  readonly pixels: string;
  /** What frozen backbones have made of photographs; the engine keeps it within bounds. Derived: may be deleted at any time. */
  readonly features: string;
  readonly runs: string;
  readonly weights: string;
  /** Photographs that came as tables of pixels, a folder for each table. */
  readonly unpacked: string;
  /** The user's own recipes, a JSON file each. */
  readonly recipes: string;
  /** Files that do not outlive the host. */
  readonly temporary: string;
}

/** Makes the folders that are missing. @throws AppError `permission-denied`, `disk-full`, ... naming the data folder */
export function openWorkspace(folder: string): Workspace {
  const root = resolve(folder);
  const workspace: Workspace = {
    folder: root,
    databaseFile: join(root, 'nevus.sqlite'),
    lockFile: join(root, 'nevus.lock'),
    thumbnails: join(root, 'thumbnails'),
    pixels: join(root, 'pixels'),
    features: join(root, 'features'),
    runs: join(root, 'runs'),
    weights: join(root, 'weights'),
    unpacked: join(root, 'unpacked'),
    recipes: join(root, 'recipes'),
    temporary: join(root, 'temporary'),
  };
  try {
    for (const path of [
      workspace.thumbnails,
      workspace.pixels,
      workspace.features,
      workspace.runs,
      workspace.weights,
      workspace.unpacked,
      workspace.recipes,
      workspace.temporary,
    ]) {
      mkdirSync(path, { recursive: true });
    }
    accessSync(root, constants.R_OK | constants.W_OK);
  } catch (thrown) {
    const error = toAppError(thrown);
    const message = `The data folder ${root} cannot be used: ${error.message}. Nothing was changed; choose another one with --workspace.`;
    throw new AppError(error.code, message, error.detail, { cause: thrown });
  }
  return workspace;
}

/** What an earlier host left behind. Only to be called by who holds the workspace. */
export async function clearTemporary(workspace: Workspace): Promise<void> {
  await rm(workspace.temporary, { recursive: true, force: true });
  await mkdir(workspace.temporary, { recursive: true });
}
