import { z } from 'zod';
import { ErrorShape } from '../domain/job.ts';

/**
 * What travels between processes, over Electron IPC, a MessagePort, a child process's channel or a WebSocket alike.
 * An `event` with an id belongs to that request; one without is told to everybody who listens.
 */
export const Frame = z.discriminatedUnion('type', [
  z.object({ type: z.literal('request'), id: z.int(), call: z.string(), input: z.unknown() }),
  z.object({ type: z.literal('event'), id: z.int().optional(), event: z.string(), payload: z.unknown() }),
  z.object({ type: z.literal('result'), id: z.int(), value: z.unknown() }),
  z.object({ type: z.literal('error'), id: z.int(), error: ErrorShape }),
  z.object({ type: z.literal('cancel'), id: z.int() }),
]);
export type Frame = z.infer<typeof Frame>;

/** A two-way channel of frames. `onClose` fires once, when the other side is gone. */
export interface Transport {
  send(frame: Frame): void;
  onFrame(listener: (frame: unknown) => void): void;
  onClose(listener: () => void): void;
}
