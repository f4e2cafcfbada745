import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Caller } from '../../../common/contract/caller.ts';
import { Channels } from '../../../common/contract/channels.ts';
import type { Line } from '../../../common/contract/channels.ts';
import { defineCall, defineEvent } from '../../../common/contract/define.ts';
import { memoryTransportPair } from '../../../common/contract/memory-transport.ts';
import { Responder } from '../../../common/contract/responder.ts';

const protocol = {
  calls: [defineCall('echo.say', { input: z.object({ text: z.string() }), output: z.object({ text: z.string() }) })],
  events: [defineEvent('echo.heard', z.object({ text: z.string() }))],
} as const;

function echo(name: string): Responder<typeof protocol> {
  return new Responder(protocol, { 'echo.say': ({ text }) => ({ text: `${name} ${text}` }) });
}

/** Two lines that carry copies of each other's messages, later, as processes do. */
function linePair(): { left: Line; right: Line; cut: () => void } {
  const listeners = { left: [] as ((message: unknown) => void)[], right: [] as ((message: unknown) => void)[] };
  const closeListeners: (() => void)[] = [];
  const line = (own: 'left' | 'right', other: 'left' | 'right'): Line => ({
    post: (message) => {
      const copy: unknown = structuredClone(message);
      setImmediate(() => listeners[other].forEach((listener) => listener(copy)));
    },
    onMessage: (listener) => void listeners[own].push(listener),
    onClose: (listener) => void closeListeners.push(listener),
  });
  return { left: line('left', 'right'), right: line('right', 'left'), cut: () => closeListeners.forEach((listener) => listener()) };
}

describe('Channels', () => {
  it('keeps the transports of one line apart', async () => {
    const { left, right } = linePair();
    const far = new Channels(right);
    far.onOpen((name, transport) => echo(name).serve(transport));
    const near = new Channels(left);
    const callers = ['a', 'b'].map((name) => new Caller(protocol, near.open(name)));
    const answers = await Promise.all(callers.map((caller) => caller.call('echo.say', { text: 'hello' })));
    expect(answers).toEqual([{ text: 'a hello' }, { text: 'b hello' }]);
  });

  it('holds the frames that come before anybody serves the channel', async () => {
    const { left, right } = linePair();
    new Channels(right).onOpen((name, transport) => void setTimeout(() => echo(name).serve(transport), 20));
    const caller = new Caller(protocol, new Channels(left).open('late'));
    expect(await caller.call('echo.say', { text: 'hello' })).toEqual({ text: 'late hello' });
  });

  it('tells the end of a channel to the other side only once, and lets no frame through afterwards', async () => {
    const { left, right } = linePair();
    const near = new Channels(left);
    const far = new Channels(right);
    const ended: string[] = [];
    const opened: string[] = [];
    const responder = echo('x');
    far.onOpen((name, transport) => {
      opened.push(name);
      transport.onClose(() => ended.push(name));
      responder.serve(transport);
    });
    const transport = near.open('x');
    const caller = new Caller(protocol, transport);
    const heard: string[] = [];
    caller.on('echo.heard', ({ text }) => heard.push(text));
    await caller.call('echo.say', { text: '' });
    transport.close();
    transport.close();
    responder.broadcast('echo.heard', { text: 'too late' });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect({ opened, ended, heard }).toEqual({ opened: ['x'], ended: ['x'], heard: [] });
    await expect(caller.call('echo.say', { text: '' })).rejects.toMatchObject({ code: 'connection-lost' });
  });

  it('ends every channel with the line', async () => {
    const { left, cut } = linePair();
    const near = new Channels(left);
    const caller = new Caller(protocol, near.open('x'));
    const call = caller.call('echo.say', { text: 'never answered' });
    cut();
    await expect(call).rejects.toMatchObject({ code: 'connection-lost' });
  });

  it('ignores messages that are none', async () => {
    const { left, right } = linePair();
    const far = new Channels(right);
    far.onOpen((name, transport) => echo(name).serve(transport));
    left.post('nonsense' as never);
    left.post({ kind: 'frame' } as never);
    const caller = new Caller(protocol, new Channels(left).open('a'));
    expect(await caller.call('echo.say', { text: 'still here' })).toEqual({ text: 'a still here' });
  });
});

describe('memoryTransportPair', () => {
  it('carries copies, so that neither side can change what the other holds', async () => {
    const [near, far] = memoryTransportPair();
    const received: unknown[] = [];
    far.onFrame((frame) => received.push(frame));
    const payload = { list: [1], absent: undefined };
    near.send({ type: 'event', event: 'echo.heard', payload });
    payload.list.push(2);
    await Promise.resolve();
    expect(received).toEqual([{ type: 'event', event: 'echo.heard', payload: { list: [1] } }]);
  });

  it('closes on both sides at once', async () => {
    const [near, far] = memoryTransportPair();
    echo('x').serve(far);
    const caller = new Caller(protocol, near);
    const closed: string[] = [];
    near.onClose(() => closed.push('near'));
    far.onClose(() => closed.push('far'));
    near.close();
    far.close();
    expect(closed).toEqual(['near', 'far']);
    await expect(caller.call('echo.say', { text: '' })).rejects.toMatchObject({ code: 'connection-lost' });
  });
});
