import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { memoryTransportPair } from '../../../../common/contract/memory-transport.ts';
import type { ClosableTransport } from '../../../../common/contract/memory-transport.ts';
import { EngineSession } from '../../../../main/engine-host/engine-session.ts';
import type { EngineExit, EngineProcess } from '../../../../main/engine-host/engine-process.ts';
import { refusal } from '../../../helpers/open-host.ts';

/** An engine process that does what the test says: the one thing that a real engine cannot be made to do is to hang on command. */
function stubbornEngine(): { process: EngineProcess; engineSide: ClosableTransport; killed: () => number } {
  const [hostSide, engineSide] = memoryTransportPair();
  let kills = 0;
  let end: (exit: EngineExit) => void = () => undefined;
  const exited = new Promise<EngineExit>((resolve) => (end = resolve));
  return {
    process: {
      transport: hostSide,
      processId: undefined,
      exited,
      recentOutput: () => 'last words',
      disconnect: () => undefined,
      kill: () => {
        kills++;
        end({ exitCode: null, signal: 'SIGKILL' });
        engineSide.close();
      },
    },
    engineSide,
    killed: () => kills,
  };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('an engine that does not react to a cancel is killed after ten seconds, and the call counts as cancelled', async () => {
  const { process, killed } = stubbornEngine();
  const session = new EngineSession(process);
  const stop = new AbortController();
  const call = refusal(session.call('engine.describe', {}, { signal: stop.signal }));
  stop.abort();
  await vi.advanceTimersByTimeAsync(9900);
  expect(killed()).toBe(0);
  await vi.advanceTimersByTimeAsync(200);
  expect(killed()).toBe(1);
  expect((await call).code).toBe('cancelled');
  expect(session.isAlive).toBe(false);
});

test('an engine that is let go and stays is killed after two seconds', async () => {
  const { process, killed } = stubbornEngine();
  const ending = new EngineSession(process).end();
  await vi.advanceTimersByTimeAsync(1900);
  expect(killed()).toBe(0);
  await vi.advanceTimersByTimeAsync(200);
  await ending;
  expect(killed()).toBe(1);
});

test('an engine that dies by itself is a crash with its signal, exit code and last words', async () => {
  const { process } = stubbornEngine();
  const call = refusal(new EngineSession(process).call('engine.describe', {}));
  process.kill();
  const error = await call;
  expect(error).toMatchObject({ code: 'engine-crashed', detail: { signal: 'SIGKILL', exitCode: null, output: 'last words' } });
});

test('a handler of events that fails cancels the call, which rejects with its failure', async () => {
  const { process, engineSide } = stubbornEngine();
  const session = new EngineSession(process);
  const seen: string[] = [];
  engineSide.onFrame((raw) => {
    const frame = raw as { type: string; id: number };
    seen.push(frame.type);
    if (frame.type === 'request') {
      for (const message of ['one', 'two']) engineSide.send({ type: 'event', id: frame.id, event: 'engine.logged', payload: { message } });
    } else {
      engineSide.send({ type: 'error', id: frame.id, error: { code: 'cancelled', message: 'Stopped.' } });
    }
  });
  const heard: string[] = [];
  const full = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
  const call = session.call(
    'engine.describe',
    {},
    {
      on: {
        'engine.logged': ({ message }) => {
          heard.push(message);
          throw full;
        },
      },
    },
  );
  await expect(call).rejects.toBe(full);
  expect(seen).toEqual(['request', 'cancel']);
  expect(heard).toEqual(['one']);
});
