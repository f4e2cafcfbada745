import type { Python } from '../setup/python.ts';
import { runProgram } from '../setup/run-program.ts';

export interface ReferencePython {
  executable: string;
  /** Such as `3.11`. */
  version: string;
}

/** Those that all three references publish wheels for. */
const SUITABLE = ['3.11', '3.12', '3.13'];

const PROBE = 'import pip, sys, venv; print(f"{sys.version_info[0]}.{sys.version_info[1]}", sys.executable)';

/** A Python with pip and venv whose version the references know, or null. */
export async function findReferencePython(): Promise<ReferencePython | null> {
  const named: Python[] = SUITABLE.map((version) => (process.platform === 'win32' ? ['py', `-${version}`] : [`python${version}`]));
  const candidates: Python[] = [['python3'], ...named, ['python'], ['/usr/bin/python3']];
  for (const [command, ...args] of candidates) {
    const { code, stdout } = await runProgram(command, [...args, '-c', PROBE]);
    const [, version, executable] = /^(\S+) (.+)$/m.exec(stdout.trim()) ?? [];
    if (code === 0 && version !== undefined && executable !== undefined && SUITABLE.includes(version)) return { executable, version };
  }
  return null;
}
