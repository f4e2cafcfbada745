import { describe, expect, it } from 'vitest';
import { Caller } from '../../../../common/contract/caller.ts';
import { memoryTransportPair } from '../../../../common/contract/memory-transport.ts';
import { Responder } from '../../../../common/contract/responder.ts';
import { shellProtocol } from '../../../../common/contract/shell-protocol.ts';
import type { ShellProtocol } from '../../../../common/contract/shell-protocol.ts';
import { AppError } from '../../../../common/errors/app-error.ts';
import type { EngineLauncher } from '../../../../main/engine-host/engine-process.ts';
import { shellEngineLauncher } from '../../../../main/host/shell-engines.ts';
import type { EnginePort } from '../../../../main/host/shell-engines.ts';

/** A port that answers every frame with the same frame. */
class EchoPort implements EnginePort {
  isClosed = false;
  #listener: (message: { readonly data: unknown }) => void = () => undefined;
  on(_event: 'message', listener: (message: { readonly data: unknown }) => void): void {
    this.#listener = listener;
  }
  postMessage(message: unknown): void {
    setImmediate(() => this.#listener({ data: message }));
  }
  start(): void {
    this.isClosed = false;
  }
  close(): void {
    this.isClosed = true;
  }
}

interface FakeShell {
  readonly launch: EngineLauncher;
  readonly responder: Responder<ShellProtocol>;
  readonly asked: string[];
  readonly hand: (engineId: number, port: EnginePort) => void;
}

function fakeShell(start: () => { processId: number }): FakeShell {
  const asked: string[] = [];
  const responder = new Responder(shellProtocol, {
    'shell.reportStarted': () => ({}),
    'shell.reportFailure': () => ({}),
    'shell.chooseFolder': () => ({ path: null }),
    'shell.startEngine': ({ engineId, choice }) => {
      asked.push(`start ${engineId} ${choice}`);
      return start();
    },
    'shell.killEngine': ({ engineId }) => {
      asked.push(`kill ${engineId}`);
      responder.broadcast('shell.engineExited', { engineId, exitCode: 137 });
      return {};
    },
  });
  const [near, far] = memoryTransportPair();
  responder.serve(far);
  let hand: FakeShell['hand'] = () => undefined;
  const launch = shellEngineLauncher(new Caller<ShellProtocol>(shellProtocol, near), (listener) => (hand = listener));
  return { launch, responder, asked, hand: (engineId, port) => hand(engineId, port) };
}

const frame = { type: 'cancel', id: 1 } as const;

describe('engines that the shell starts', () => {
  it('get the frames that were sent before their port came', async () => {
    const { launch, hand, asked } = fakeShell(() => ({ processId: 99 }));
    const engine = launch('tensorflow');
    const heard = new Promise((resolve) => engine.transport.onFrame(resolve));
    engine.transport.send(frame);
    await new Promise((resolve) => setTimeout(resolve, 5));
    hand(1, new EchoPort());
    expect(await heard).toEqual(frame);
    expect([asked, engine.processId]).toEqual([['start 1 tensorflow'], 99]);
  });

  it('are told apart, and their end and last words are known', async () => {
    const { launch, responder, asked } = fakeShell(() => ({ processId: 99 }));
    const [first, second] = [launch('auto'), launch('wasm')];
    let closed = 0;
    second.transport.onClose(() => closed++);
    await new Promise((resolve) => setTimeout(resolve, 5));
    responder.broadcast('shell.engineWrote', { engineId: 2, text: 'out of memory\n' });
    second.kill();
    expect(await second.exited).toEqual({ exitCode: 137, signal: null });
    expect([second.recentOutput(), first.recentOutput(), closed]).toEqual(['out of memory', '', 1]);
    expect(asked).toEqual(['start 1 auto', 'start 2 wasm', 'kill 2']);
  });

  it('close their port when they are let go, even before it came', () => {
    const { launch, hand } = fakeShell(() => ({ processId: 99 }));
    const engine = launch('auto');
    engine.disconnect();
    const port = new EchoPort();
    hand(1, port);
    expect(port.isClosed).toBe(true);
  });

  it('end at once where the shell cannot start them', async () => {
    const { launch } = fakeShell(() => {
      throw new AppError('engine-unavailable', 'There is no such file.');
    });
    const engine = launch('auto');
    expect(await engine.exited).toEqual({ exitCode: null, signal: null });
    expect(engine.recentOutput()).toBe('There is no such file.');
  });
});
