import { engineNames } from '../../../common/domain/engine-names.ts';
import type { Run } from '../../../common/domain/run.ts';

/** `TensorFlow 2.21.0, CPU` */
export function describeEngine(engine: NonNullable<Run['engine']>): string {
  return `${engineNames[engine.kind]} ${engine.version}, ${engine.device}`;
}
