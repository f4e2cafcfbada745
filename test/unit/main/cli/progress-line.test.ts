import { describe, expect, it } from 'vitest';
import { ProgressLine } from '../../../../main/cli/progress-line.ts';

function recorder(isTTY: boolean, columns = 80): { written: string[]; write: (text: string) => void; isTTY: boolean; columns: number } {
  const written: string[] = [];
  return { written, isTTY, columns, write: (text) => void written.push(text) };
}

describe('ProgressLine', () => {
  it('writes over one line on a terminal, never wider than it', () => {
    const stream = recorder(true, 11);
    const line = new ProgressLine(stream);
    line.show('a', 'first of all');
    line.note('kept');
    line.show('a', 'second');
    line.clear();
    line.clear();
    expect(stream.written).toEqual(['\r\u001b[2Kfirst of a', '\r\u001b[2K', 'kept\n', '\r\u001b[2Ksecond', '\r\u001b[2K']);
  });

  it('writes a line for a new stage, and else seldom, where there is no terminal', () => {
    const stream = recorder(false);
    const clock = { ms: 0 };
    const line = new ProgressLine(stream, () => clock.ms);
    for (let second = 0; second < 40; second++) {
      clock.ms = second * 1000;
      line.show(second < 20 ? 'reading' : 'writing', `second ${second}`);
    }
    expect(stream.written).toEqual(['second 0\n', 'second 15\n', 'second 20\n', 'second 35\n']);
  });
});
