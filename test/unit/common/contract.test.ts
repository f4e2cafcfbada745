import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Caller } from '../../../common/contract/caller.ts';
import { defineCall, defineEvent } from '../../../common/contract/define.ts';
import type { Handlers } from '../../../common/contract/define.ts';
import { memoryTransportPair } from '../../../common/contract/memory-transport.ts';
import type { ClosableTransport } from '../../../common/contract/memory-transport.ts';
import { Responder } from '../../../common/contract/responder.ts';
import { AppError } from '../../../common/errors/app-error.ts';

const protocol = {
  calls: [
    defineCall('numbers.double', {
      input: z.object({ value: z.number(), times: z.int().default(1) }),
      output: z.object({ value: z.number() }),
    }),
    defineCall('numbers.fail', { input: z.object({ how: z.enum(['expected', 'unexpected', 'system']) }), output: z.object({}) }),
    defineCall('numbers.count', { input: z.object({ to: z.int() }), output: z.object({ counted: z.int() }) }),
  ],
  events: [defineEvent('numbers.counted', z.object({ value: z.int() })), defineEvent('numbers.announced', z.object({ text: z.string() }))],
} as const;
type TestProtocol = typeof protocol;

const handlers: Handlers<TestProtocol> = {
  'numbers.double': ({ value, times }) => ({ value: value * 2 ** times }),
  'numbers.fail': ({ how }) => {
    if (how === 'expected') throw new AppError('split-leaks', 'Two lesions are in several parts.', { lesions: ['L1', 'L2'] });
    if (how === 'system') throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    throw new TypeError('x is not a function');
  },
  'numbers.count': async ({ to }, context) => {
    for (let value = 1; value <= to; value++) {
      if (context.signal.aborted) throw new AppError('cancelled', 'The work was cancelled.');
      context.emit('numbers.counted', { value });
      await sleep(1);
    }
    return { counted: to };
  },
};

function connect(): {
  caller: Caller<TestProtocol>;
  responder: Responder<TestProtocol>;
  ours: ClosableTransport;
  theirs: ClosableTransport;
} {
  const [ours, theirs] = memoryTransportPair();
  const responder = new Responder(protocol, handlers);
  responder.serve(theirs);
  return { caller: new Caller(protocol, ours), responder, ours, theirs };
}

describe('calls', () => {
  it('are answered, with defaults filled in', async () => {
    const { caller } = connect();
    expect(await caller.call('numbers.double', { value: 21 })).toEqual({ value: 42 });
    expect(await caller.call('numbers.double', { value: 1, times: 10 })).toEqual({ value: 1024 });
  });

  it('are told apart when many run at once', async () => {
    const { caller } = connect();
    const answers = await Promise.all([...Array(50).keys()].map((value) => caller.call('numbers.double', { value })));
    expect(answers).toEqual([...Array(50).keys()].map((value) => ({ value: value * 2 })));
  });

  it('with a wrong input are refused, saying what is wrong', async () => {
    const { caller } = connect();
    await expect(caller.call('numbers.double', { value: 'two' as unknown as number, times: 1.5 })).rejects.toMatchObject({
      code: 'invalid-input',
      message:
        'The request numbers.double was refused: value: Invalid input: expected number, received string; times: Invalid input: expected int, received number.',
      detail: { call: 'numbers.double' },
    });
  });

  it('that do not exist are refused', async () => {
    const { caller } = connect();
    await expect(caller.call('numbers.steal' as 'numbers.double', { value: 1 })).rejects.toMatchObject({
      code: 'not-found',
      message: 'There is no call named numbers.steal.',
    });
  });

  it('keep code, message and detail of an expected error', async () => {
    const { caller } = connect();
    const error: unknown = await caller.call('numbers.fail', { how: 'expected' }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'split-leaks', message: 'Two lesions are in several parts.', detail: { lesions: ['L1', 'L2'] } });
  });

  it('give unexpected errors and those of the system a code', async () => {
    const { caller } = connect();
    await expect(caller.call('numbers.fail', { how: 'unexpected' })).rejects.toMatchObject({
      code: 'internal',
      message: 'x is not a function',
    });
    await expect(caller.call('numbers.fail', { how: 'system' })).rejects.toMatchObject({ code: 'disk-full' });
  });
});

describe('events', () => {
  it('of a call reach only that call, in order and before its answer', async () => {
    const { caller } = connect();
    const heard: Record<'first' | 'second', number[]> = { first: [], second: [] };
    const listen = (who: 'first' | 'second') => (_name: string, payload: unknown) => heard[who].push((payload as { value: number }).value);
    await Promise.all([
      caller.call('numbers.count', { to: 3 }, { onEvent: listen('first') }),
      caller.call('numbers.count', { to: 5 }, { onEvent: listen('second') }),
    ]);
    expect(heard).toEqual({ first: [1, 2, 3], second: [1, 2, 3, 4, 5] });
  });

  it('told to everybody reach every transport until they stop listening', async () => {
    const { caller, responder } = connect();
    const [ours, theirs] = memoryTransportPair();
    responder.serve(theirs);
    const other = new Caller(protocol, ours);
    const heard: string[] = [];
    const stop = caller.on('numbers.announced', ({ text }) => heard.push(`caller ${text}`));
    other.on('numbers.announced', ({ text }) => heard.push(`other ${text}`));
    responder.broadcast('numbers.announced', { text: 'one' });
    await sleep(1);
    stop();
    responder.broadcast('numbers.announced', { text: 'two' });
    await sleep(1);
    ours.close();
    responder.broadcast('numbers.announced', { text: 'three' });
    await sleep(1);
    expect(heard).toEqual(['caller one', 'other one', 'other two']);
  });
});

describe('cancelling', () => {
  it('aborts the handler and rejects when it has stopped', async () => {
    const { caller } = connect();
    const controller = new AbortController();
    const onEvent = (_name: string, payload: unknown): void => {
      if ((payload as { value: number }).value === 3) controller.abort();
    };
    await expect(caller.call('numbers.count', { to: 100_000 }, { signal: controller.signal, onEvent })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  it('before the call aborts it too', async () => {
    const { caller } = connect();
    await expect(caller.call('numbers.count', { to: 100_000 }, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  it('after the answer changes nothing', async () => {
    const { caller } = connect();
    const controller = new AbortController();
    const answer = await caller.call('numbers.count', { to: 1 }, { signal: controller.signal });
    controller.abort();
    expect(answer).toEqual({ counted: 1 });
  });
});

describe('a connection that ends', () => {
  it('rejects what is under way and everything after', async () => {
    const { caller, theirs } = connect();
    const running = caller.call('numbers.count', { to: 100_000 });
    theirs.close();
    const lost = {
      code: 'connection-lost',
      message: 'The connection to the other process was lost. Nothing that was saved is affected; try again.',
    };
    await expect(running).rejects.toMatchObject(lost);
    await expect(caller.call('numbers.double', { value: 1 })).rejects.toMatchObject(lost);
  });

  it('aborts the handlers that work for it', async () => {
    const [ours, theirs] = memoryTransportPair();
    let wasAborted = false;
    const responder = new Responder(protocol, {
      ...handlers,
      'numbers.count': async (_input, { signal }) => {
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
        wasAborted = true;
        return { counted: 0 };
      },
    });
    responder.serve(theirs);
    const call = new Caller(protocol, ours).call('numbers.count', { to: 1 }).catch(() => 'lost');
    await sleep(1);
    ours.close();
    expect(await call).toBe('lost');
    await sleep(1);
    expect(wasAborted).toBe(true);
  });
});

describe('strange frames', () => {
  it('are ignored by both sides', async () => {
    const { caller, ours, theirs } = connect();
    for (const strange of [
      null,
      7,
      'request',
      {},
      { type: 'request' },
      { type: 'result', id: 'x' },
      { type: 'result', id: 99, value: 1 },
      { type: 'cancel', id: 5 },
    ]) {
      ours.send(strange as never);
      theirs.send(strange as never);
    }
    expect(await caller.call('numbers.double', { value: 2 })).toEqual({ value: 4 });
  });
});

describe('memoryTransportPair', () => {
  it('delivers later, in order, and as a copy', async () => {
    const [left, right] = memoryTransportPair();
    const received: unknown[] = [];
    right.onFrame((frame) => received.push(frame));
    const frame = { type: 'event' as const, event: 'a.b', payload: { list: [1, undefined], gone: undefined } };
    left.send(frame);
    left.send({ type: 'cancel', id: 1 });
    expect(received).toEqual([]);
    frame.payload.list.push(2);
    await sleep(1);
    expect(received).toEqual([
      { type: 'event', event: 'a.b', payload: { list: [1, null] } },
      { type: 'cancel', id: 1 },
    ]);
  });

  it('tells both sides once that it closed, and drops what is sent afterwards', async () => {
    const [left, right] = memoryTransportPair();
    const told: string[] = [];
    left.onClose(() => told.push('left'));
    right.onClose(() => told.push('right'));
    right.onFrame(() => told.push('frame'));
    left.close();
    right.close();
    left.send({ type: 'cancel', id: 1 });
    await sleep(1);
    expect(told.sort()).toEqual(['left', 'right']);
  });
});
