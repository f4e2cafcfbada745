import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { listenForInterruption } from '../../../../main/cli/interruption.ts';

describe('listenForInterruption', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it('takes one Ctrl-C that arrives several times for one, and a later one for impatience', () => {
    const exit = vi.spyOn(process, 'exit').mockImplementation((code) => {
      throw new Error(`exit ${String(code)}`);
    });
    const listening = process.listenerCount('SIGTERM');
    const interruption = listenForInterruption();
    expect(interruption.signal.aborted).toBe(false);
    process.emit('SIGINT');
    process.emit('SIGTERM');
    expect([interruption.signal.aborted, exit.mock.calls.length]).toEqual([true, 0]);
    vi.advanceTimersByTime(2000);
    expect(() => process.emit('SIGINT')).toThrow('exit 130');
    interruption.stop();
    expect(process.listenerCount('SIGTERM')).toBe(listening);
  });
});
