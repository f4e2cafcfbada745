import { join } from 'node:path';
import type { Workspace } from '../host/workspace.ts';

/** By content, so that a file half written is written anew when the import is resumed; in 256 folders, so that none grows too long. */
export function thumbnailPath(workspace: Workspace, datasetId: number, contentHash: string): string {
  return join(workspace.thumbnails, String(datasetId), contentHash.slice(0, 2), `${contentHash}.jpg`);
}
