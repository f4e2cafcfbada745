import { z } from 'zod';
import { ErrorShape } from '../domain/job.ts';
import { TrainingOptions } from '../domain/training-config.ts';
import { defineCall, defineEvent } from './define.ts';

/** An engine process that the shell started for the host; the host gives the number. */
const EngineId = z.object({ engineId: z.int().positive() });

/** What the host asks of the Electron shell. Under `nevus serve` there is no shell. */
export const shellProtocol = {
  calls: [
    /** The workspace is open and windows are served. */
    defineCall('shell.reportStarted', { input: z.object({}), output: z.object({}) }),
    /** The workspace cannot be opened; the host process ends after the answer. */
    defineCall('shell.reportFailure', { input: z.object({ error: ErrorShape }), output: z.object({}) }),
    /** Opens the native dialog for a folder or a file; null where the user closed it. */
    defineCall('shell.chooseFolder', {
      input: z.object({ title: z.string(), kind: z.enum(['folder', 'file']).default('folder') }),
      output: z.object({ path: z.string().nullable() }),
    }),
    /** Only for a host in a utility process, which cannot start processes of Electron's own. A MessagePort to the engine follows as a port message. */
    defineCall('shell.startEngine', {
      input: EngineId.extend({ choice: TrainingOptions.shape.engine, deviceId: z.string().optional() }),
      output: z.object({ processId: z.int().nullable() }),
    }),
    defineCall('shell.killEngine', { input: EngineId, output: z.object({}) }),
  ],
  events: [
    defineEvent('shell.engineExited', EngineId.extend({ exitCode: z.int().nullable() })),
    defineEvent('shell.engineWrote', EngineId.extend({ text: z.string() })),
  ],
} as const;
export type ShellProtocol = typeof shellProtocol;

/** What the shell asks of the host, besides relaying the windows' frames. */
export const imageProtocol = {
  calls: [
    /** Where an image lies, checked to be inside the workspace or its dataset's folder. */
    defineCall('images.locate', {
      input: z.object({ photographId: z.int().positive(), variant: z.enum(['thumbnail', 'full']) }),
      output: z.object({ path: z.string(), contentType: z.string() }),
    }),
  ],
  events: [],
} as const;
export type ImageProtocol = typeof imageProtocol;

/** Names of the channels between shell and host, besides one per window. */
export const shellChannel = 'shell';
export const imageChannel = 'images';

/** Goes with the MessagePort that the shell hands to a host in a utility process: beside the channels, because a port cannot travel in a frame. */
export const EnginePortMessage = EngineId.extend({ kind: z.literal('engine-port') });
export type EnginePortMessage = z.infer<typeof EnginePortMessage>;
