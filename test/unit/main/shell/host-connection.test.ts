import { describe, expect, it } from 'vitest';
import { Caller } from '../../../../common/contract/caller.ts';
import { Channels } from '../../../../common/contract/channels.ts';
import type { Line } from '../../../../common/contract/channels.ts';
import type { Handlers } from '../../../../common/contract/define.ts';
import { hostProtocol } from '../../../../common/contract/host-protocol.ts';
import type { HostProtocol } from '../../../../common/contract/host-protocol.ts';
import { Responder } from '../../../../common/contract/responder.ts';
import { imageChannel, imageProtocol, shellChannel, shellProtocol } from '../../../../common/contract/shell-protocol.ts';
import type { ShellProtocol } from '../../../../common/contract/shell-protocol.ts';
import type { HostChild } from '../../../../main/shell/host-child.ts';
import { HostConnection } from '../../../../main/shell/host-connection.ts';

/** The other end of the line: a host process without the process. */
class FakeHost {
  readonly child: HostChild;
  readonly shell: Caller<ShellProtocol>;
  isKilled = false;
  readonly #endListeners: (() => void)[] = [];

  constructor(options: { readonly endsWhenAsked: boolean }) {
    const shellSide: ((message: unknown) => void)[] = [];
    const hostSide: ((message: unknown) => void)[] = [];
    const later = (listeners: readonly ((message: unknown) => void)[], message: unknown): void => {
      setImmediate(() => listeners.forEach((listener) => listener(message)));
    };
    const line: Line = {
      post: (message) => later(shellSide, message),
      onMessage: (listener) => void hostSide.push(listener),
      onClose: () => undefined,
    };
    this.child = {
      line: {
        post: (message) => later(hostSide, message),
        onMessage: (listener) => void shellSide.push(listener),
        onClose: (listener) => void this.#endListeners.push(listener),
      },
      pid: 4711,
      sendPort: () => undefined,
      kill: () => {
        this.isKilled = true;
        this.end();
      },
    };
    const channels = new Channels(line);
    const images = new Responder(imageProtocol, {
      'images.locate': ({ photographId, variant }) => ({ path: `/images/${variant}-${photographId}`, contentType: 'image/jpeg' }),
    });
    const settings = { theme: 'dark', readerName: '', tileSize: 128, hasAcceptedResearchUse: true };
    const host = new Responder<HostProtocol>(hostProtocol, { 'settings.get': () => settings } as unknown as Handlers<HostProtocol>);
    channels.onOpen((name, transport) => (name === imageChannel ? images : host).serve(transport));
    const control = channels.open(shellChannel);
    this.shell = new Caller<ShellProtocol>(shellProtocol, control);
    if (options.endsWhenAsked) control.onClose(() => this.end());
  }

  end(): void {
    setImmediate(() => this.#endListeners.splice(0).forEach((listener) => listener()));
  }
}

function connect(fakes: FakeHost[]): { connection: HostConnection; lost: () => number } {
  let lost = 0;
  let started = 0;
  const handlers: Handlers<ShellProtocol> = {
    'shell.reportStarted': () => ({}),
    'shell.reportFailure': () => ({}),
    'shell.chooseFolder': ({ title }) => ({ path: `/chosen for ${title}` }),
    'shell.startEngine': () => ({ processId: 1 }),
    'shell.killEngine': () => ({}),
  };
  const connection = new HostConnection(
    () => fakes[started++]!.child,
    handlers,
    () => lost++,
  );
  connection.start();
  return { connection, lost: () => lost };
}

describe('HostConnection', () => {
  it('carries windows, images and the own calls of the host beside each other', async () => {
    const fake = new FakeHost({ endsWhenAsked: true });
    const { connection } = connect([fake]);
    const transport = connection.openChannel('window-1')!;
    expect(await new Caller<HostProtocol>(hostProtocol, transport).call('settings.get', {})).toMatchObject({ theme: 'dark' });
    expect(await connection.images()!.call('images.locate', { photographId: 3, variant: 'full' })).toMatchObject({
      path: '/images/full-3',
    });
    expect(await fake.shell.call('shell.chooseFolder', { title: 'Import' })).toEqual({ path: '/chosen for Import' });
  });

  it('asks the host to end, and says nothing of a loss', async () => {
    const fake = new FakeHost({ endsWhenAsked: true });
    const { connection, lost } = connect([fake]);
    await fake.shell.call('shell.reportStarted', {});
    await connection.stop();
    expect([fake.isKilled, lost(), connection.openChannel('window-1'), connection.images()]).toEqual([false, 0, null, null]);
  });

  it('kills a host that has not spoken yet', async () => {
    const fake = new FakeHost({ endsWhenAsked: false });
    const { connection } = connect([fake]);
    await connection.stop();
    expect(fake.isKilled).toBe(true);
  });

  it('tells the loss of the host, ends its channels and can start another', async () => {
    const fakes = [new FakeHost({ endsWhenAsked: true }), new FakeHost({ endsWhenAsked: true })];
    const { connection, lost } = connect(fakes);
    const old = new Caller<HostProtocol>(hostProtocol, connection.openChannel('window-1')!);
    await old.call('settings.get', {});
    fakes[0]!.end();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(lost()).toBe(1);
    await expect(old.call('settings.get', {})).rejects.toMatchObject({ code: 'connection-lost' });
    connection.start();
    const anew = new Caller<HostProtocol>(hostProtocol, connection.openChannel('window-2')!);
    expect(await anew.call('settings.get', {})).toMatchObject({ theme: 'dark' });
  });
});
