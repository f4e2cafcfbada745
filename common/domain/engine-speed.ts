import { z } from 'zod';
import { EngineKind } from './training-config.ts';

/** How fast an engine works on one network: photographs per second, their reading from the disk not counted; null where it cannot do it. */
export const SpeedFigure = z.object({
  /** For people: `hmnist-cnn, 28 px`. */
  network: z.string(),
  trainingPerSecond: z.number().nullable(),
  predictionPerSecond: z.number().nullable(),
  /** Why a figure is missing; null where none is. */
  obstacle: z.string().nullable(),
});
export type SpeedFigure = z.infer<typeof SpeedFigure>;

/** One engine's figures; none, with the reason, where it was not measured. */
export const EngineSpeed = z.object({
  kind: EngineKind,
  label: z.string(),
  figures: z.array(SpeedFigure),
  reason: z.string().nullable(),
});
export type EngineSpeed = z.infer<typeof EngineSpeed>;

/** The result of a job of the kind `measure`. */
export const EngineSpeeds = z.object({
  engines: z.array(EngineSpeed),
  /** What `auto` chooses; null: nothing works. */
  automatic: EngineKind.nullable(),
  /** A sentence where another engine trained every network faster than the automatic choice; null where none did. */
  advice: z.string().nullable(),
});
export type EngineSpeeds = z.infer<typeof EngineSpeeds>;
