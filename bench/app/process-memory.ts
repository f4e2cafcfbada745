import { readFileSync, readdirSync } from 'node:fs';

export interface ProcessMemory {
  readonly role: 'host' | 'engine' | 'shell' | 'window' | 'other';
  readonly pid: number;
  /** Resident now and at its highest, in MiB. */
  readonly residentMiB: number;
  readonly peakMiB: number;
}

/** Memory of all processes below this one, by what they are. Linux only: read from /proc. */
export function descendantMemory(rootPid: number): ProcessMemory[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    const parent = Number.isInteger(pid) ? readStatus(pid)?.get('PPid') : undefined;
    if (parent !== undefined) parents.set(pid, Number(parent));
  }
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === rootPid || isBelow(parent));
  };
  return [...parents.keys()].filter(isBelow).flatMap((pid) => {
    const status = readStatus(pid);
    const resident = status?.get('VmRSS');
    const peak = status?.get('VmHWM');
    if (resident === undefined || peak === undefined) return [];
    return [{ role: roleOf(commandLine(pid)), pid, residentMiB: inMiB(resident), peakMiB: inMiB(peak) }];
  });
}

function roleOf(command: string): ProcessMemory['role'] {
  if (command.includes('engine/process/main.')) return 'engine';
  if (/main\/host\/host-process\.|main\/cli\/nevus\.ts serve/.test(command)) return 'host';
  if (command.includes('--type=renderer')) return 'window';
  if (/\/electron /.test(command) && !command.includes('--type=')) return 'shell';
  return 'other';
}

function commandLine(pid: number): string {
  return read(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ') ?? '';
}

function readStatus(pid: number): Map<string, string> | undefined {
  const text = read(`/proc/${pid}/status`);
  return text === null ? undefined : new Map(text.split('\n').map((line) => line.split(/:\s*/, 2) as [string, string]));
}

/** Null: the process has ended meanwhile. */
function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function inMiB(kilobytes: string): number {
  return Math.round(Number.parseInt(kilobytes, 10) / 1024);
}
