import { z } from 'zod';
import { EngineKind } from './training-config.ts';

/** An engine that `auto` would have preferred, and the sentence that says why it was passed over. */
export const SkippedEngine = z.object({ kind: EngineKind, reason: z.string() });
export type SkippedEngine = z.infer<typeof SkippedEngine>;

/** One line of `nevus doctor`. */
export const DoctorLine = z.object({
  part: z.string(),
  status: z.enum(['found', 'missing', 'warning']),
  detail: z.string(),
  /** What to do about it; null where nothing is needed. */
  remedy: z.string().nullable(),
});
export type DoctorLine = z.infer<typeof DoctorLine>;

export const SystemStatus = z.object({
  version: z.string(),
  /** The engine that `auto` chooses. Null: none works. */
  engine: z
    .object({
      kind: EngineKind,
      label: z.string(),
      /** Engines before it that do not work here, each with a sentence; empty until an engine has run. */
      skipped: z.array(SkippedEngine),
    })
    .nullable(),
  diskFreeBytes: z.number(),
  memoryBytes: z.number(),
  /** How the window names folders: by the native dialog, or by typing a path on the served machine. */
  folderChoice: z.enum(['dialog', 'path']),
});
export type SystemStatus = z.infer<typeof SystemStatus>;

/** Remembered preferences of the interface. */
export const Settings = z.object({
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  readerName: z.string().max(80).default(''),
  tileSize: z.int().min(40).max(320).default(128),
  hasAcceptedResearchUse: z.boolean().default(false),
  /** Shortcuts of one key without a modifier, as 1 to 7 in Review. Some input aids type such keys by accident (WCAG 2.1.4). */
  hasSingleKeyShortcuts: z.boolean().default(true),
  /** Trainings that were interrupted go on by themselves when Nevus is opened again; otherwise it asks. */
  resumesInterrupted: z.boolean().default(false),
});
export type Settings = z.infer<typeof Settings>;

/** Some settings, to be changed. Not `Settings.partial()`: that would fill in the defaults, and so reset every setting that is not named. */
export const SettingsChange = z.object({
  theme: Settings.shape.theme.unwrap().optional(),
  readerName: Settings.shape.readerName.unwrap().optional(),
  tileSize: Settings.shape.tileSize.unwrap().optional(),
  hasAcceptedResearchUse: Settings.shape.hasAcceptedResearchUse.unwrap().optional(),
  hasSingleKeyShortcuts: Settings.shape.hasSingleKeyShortcuts.unwrap().optional(),
  resumesInterrupted: Settings.shape.resumesInterrupted.unwrap().optional(),
});
export type SettingsChange = z.infer<typeof SettingsChange>;
