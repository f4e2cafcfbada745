import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** When a log is this long it is set aside as `.old`, and the one before it is dropped. */
const largestLogBytes = 1024 * 1024;

/** Writes what the shell and the host report to a file and to stderr: a window has no terminal. */
export function openLog(file: string): (line: string) => void {
  mkdirSync(dirname(file), { recursive: true });
  let bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return (line) => {
    const entry = `${new Date().toISOString()} ${line}\n`;
    process.stderr.write(entry);
    try {
      if (bytes > largestLogBytes) {
        renameSync(file, `${file}.old`);
        bytes = 0;
      }
      appendFileSync(file, entry);
      bytes += Buffer.byteLength(entry);
    } catch {
      // A full disk must not take the application with it; the line went to stderr.
    }
  };
}
