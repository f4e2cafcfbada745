import { existsSync } from 'node:fs';
import { readFile, statfs } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import type { DoctorLine } from '../../../common/domain/system.ts';
import { toAppError } from '../../../common/errors/app-error.ts';

export interface MachineLines {
  readonly node: DoctorLine;
  readonly sqlite: DoctorLine;
  readonly sharp: DoctorLine;
  readonly electron: DoctorLine;
  readonly disk: DoctorLine;
  readonly memory: DoctorLine;
}

/** Below these, larger work is likely to fail. */
const littleDiskBytes = 5e9;
const littleMemoryBytes = 6e9;

export async function describeMachine(workspaceFolder: string, sqliteVersion: string): Promise<MachineLines> {
  return {
    node: {
      part: 'Node',
      status: 'found',
      detail: `${process.version}, ${process.platform} ${process.arch}, ${availableParallelism()} processors`,
      remedy: null,
    },
    sqlite: { part: 'SQLite', status: 'found', detail: sqliteVersion, remedy: null },
    sharp: await sharpLine(),
    electron: await electronLine(),
    disk: await diskLine(workspaceFolder),
    memory: memoryLine(),
  };
}

async function sharpLine(): Promise<DoctorLine> {
  const part = 'sharp';
  try {
    const { describeSharp } = await import('../../imaging/sharp-versions.ts');
    return { part, status: 'found', detail: describeSharp(), remedy: null };
  } catch (thrown) {
    return { part, status: 'missing', detail: firstLine(toAppError(thrown).message), remedy: 'Run "npm ci" to install the program anew.' };
  }
}

async function electronLine(): Promise<DoctorLine> {
  const part = 'Electron';
  const running = process.versions['electron'];
  if (running !== undefined) return { part, status: 'found', detail: `Electron ${running}`, remedy: null };
  const version = await installedElectron();
  if (version !== null) return { part, status: 'found', detail: `Electron ${version}`, remedy: null };
  const remedy = 'Not needed for the command line and for "nevus serve". "npm start" installs it where it can.';
  return { part, status: 'warning', detail: 'The program for windows of its own is not installed.', remedy };
}

/** The package alone is not Electron: its binary is fetched later, and then named in path.txt. */
async function installedElectron(): Promise<string | null> {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
    const binary = join(folder, 'dist', (await readFile(join(folder, 'path.txt'), 'utf8')).trim());
    if (!existsSync(binary)) return null;
    return (await readFile(join(folder, 'dist', 'version'), 'utf8')).trim().replace(/^v/, '');
  } catch {
    return null; // One of these files is not there: not installed.
  }
}

async function diskLine(folder: string): Promise<DoctorLine> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const detail = `${gigabytes(free)} free in the data folder`;
  if (free >= littleDiskBytes) return { part: 'Disk', status: 'found', detail, remedy: null };
  return {
    part: 'Disk',
    status: 'warning',
    detail,
    remedy: `Free some space: decoded photographs and networks need up to ${gigabytes(littleDiskBytes)}.`,
  };
}

function memoryLine(): DoctorLine {
  const total = totalmem();
  const detail = `${gigabytes(total)}, ${gigabytes(freemem())} of it free`;
  if (total >= littleMemoryBytes) return { part: 'Memory', status: 'found', detail, remedy: null };
  return { part: 'Memory', status: 'warning', detail, remedy: 'Choose small images and batches, or train the head only.' };
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? text;
}
