import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Caller } from '../../../common/contract/caller.ts';
import type { Transport } from '../../../common/contract/frames.ts';
import { hostProtocol } from '../../../common/contract/host-protocol.ts';
import type { HostProtocol } from '../../../common/contract/host-protocol.ts';
import { largestFrameBytes } from '../../../main/serve/socket-transport.ts';
import { serveExample } from './served-example.ts';
import type { Example } from './served-example.ts';

interface Connection {
  readonly socket: WebSocket;
  readonly caller: Caller<HostProtocol>;
}

function open({ server }: Example, headers: Record<string, string>, path = '/ws'): WebSocket {
  return new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers });
}

async function connect(example: Example): Promise<Connection> {
  const socket = open(example, { cookie: await example.signIn(), origin: example.server.origin });
  await once(socket, 'open');
  const transport: Transport = {
    send: (frame) => socket.send(JSON.stringify(frame)),
    onFrame: (listener) => void socket.on('message', (data: Buffer) => listener(JSON.parse(data.toString('utf8')))),
    onClose: (listener) => void socket.once('close', () => listener()),
  };
  return { socket, caller: new Caller<HostProtocol>(hostProtocol, transport) };
}

async function refusal(socket: WebSocket): Promise<string> {
  const [error] = (await once(socket, 'error')) as [Error];
  return error.message;
}

async function closeCode(socket: WebSocket): Promise<number> {
  const [code] = (await once(socket, 'close')) as [number];
  return code;
}

describe('the WebSocket of a served workspace', () => {
  it('carries calls, errors and events', async () => {
    const example = await serveExample();
    const { caller } = await connect(example);
    expect(await caller.call('settings.get', {})).toMatchObject({ readerName: 'Ada' });
    await expect(caller.call('datasets.remove', { datasetId: 3 })).rejects.toMatchObject({ code: 'not-found' });
    await expect(caller.call('datasets.remove', { datasetId: -3 })).rejects.toMatchObject({ code: 'invalid-input' });
    expect(example.asked).toEqual(['settings.get', 'datasets.remove 3']);
    const heard = new Promise((resolve) => caller.on('datasets.changed', resolve));
    example.responder.broadcast('datasets.changed', { datasetId: 3 });
    expect(await heard).toEqual({ datasetId: 3 });
  });

  it('opens for nobody else', async () => {
    const example = await serveExample();
    const cookie = await example.signIn();
    const { origin } = example.server;
    expect(await refusal(open(example, { origin }))).toContain('401');
    expect(await refusal(open(example, { cookie }))).toContain('403');
    expect(await refusal(open(example, { cookie, origin: 'https://evil.example' }))).toContain('403');
    expect(await refusal(open(example, { cookie, origin: 'http://evil.example', host: 'evil.example' }))).toContain('403');
    expect(await refusal(open(example, { cookie, origin }, '/other'))).toContain('404');
    expect(example.asked).toEqual([]);
  });

  it('ends a connection that does not speak JSON text', async () => {
    const example = await serveExample();
    const binary = await connect(example);
    binary.socket.send(Buffer.from([1, 2, 3]));
    expect(await closeCode(binary.socket)).toBe(1003);
    const nonsense = await connect(example);
    nonsense.socket.send('{"type":');
    expect(await closeCode(nonsense.socket)).toBe(1007);
  });

  it('takes a whole photograph in one frame, and nothing larger', async () => {
    const example = await serveExample();
    const { socket, caller } = await connect(example);
    const answer = caller.call('predictions.predict', { runId: 1, fileName: 'a.jpg', bytesBase64: 'A'.repeat(40 * 1024 * 1024) });
    await expect(answer).rejects.toMatchObject({ code: 'not-found' });
    socket.send(`"${'x'.repeat(largestFrameBytes)}"`);
    expect(await closeCode(socket)).toBe(1009);
  });

  it('tells its pages that the server ends', async () => {
    const example = await serveExample();
    const { socket, caller } = await connect(example);
    const code = closeCode(socket);
    await example.server.close();
    expect(await code).toBe(1001);
    await expect(caller.call('settings.get', {})).rejects.toMatchObject({ code: 'connection-lost' });
  });
});
