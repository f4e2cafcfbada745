import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Run } from '../../common/domain/run.ts';
import type { TrainingOptions } from '../../common/domain/training-config.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { Workspace } from '../host/workspace.ts';
import type { PixelShape } from '../imaging/render-pixels.ts';

export function runFolder(workspace: Workspace, runId: number): string {
  return join(workspace.runs, String(runId));
}

/** What the engine keeps to go on from. */
export function checkpointFolder(workspace: Workspace, runId: number): string {
  return join(runFolder(workspace, runId), 'checkpoints');
}

/** What a run's network said of photographs, for students that ask the same. */
export function answersFolder(workspace: Workspace, runId: number): string {
  return join(runFolder(workspace, runId), 'answers');
}

/** What a run's teacher says of its training part. */
export function teacherFolder(workspace: Workspace, runId: number): string {
  return join(runFolder(workspace, runId), 'teacher');
}

/** Folder of a run's trained network. @throws AppError `conflict` where it trains still, `file-missing` where it has none */
export async function trainedModelFolder(workspace: Workspace, run: Run): Promise<string> {
  if (run.status === 'queued' || run.status === 'running') {
    throw new AppError('conflict', `${run.name} is still training. Wait for its end, or cancel it: its best epoch so far is kept.`);
  }
  const folder = join(runFolder(workspace, run.id), 'model');
  const hasModel = await access(join(folder, 'model.json')).then(
    () => true,
    () => false,
  );
  if (!hasModel) {
    const message = `${run.name} has no trained network: it ended (${run.status}) before its first epoch was saved. Train again.`;
    throw new AppError('file-missing', message, { runId: run.id });
  }
  return folder;
}

/** How a run's photographs are decoded. */
export function pixelShape(options: TrainingOptions): PixelShape {
  const { imageSize } = options.model;
  return { height: imageSize, width: imageSize, resizeMode: options.resizeMode };
}
