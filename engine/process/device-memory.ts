import { totalmem } from 'node:os';
import type { EngineDescription } from '../../common/contract/engine-protocol.ts';
import type { DeviceMemory } from '../training/memory-need.ts';

/** Memory of the device that an engine computes on; undefined where it is not known. */
export function memoryOf({ deviceKind, devices }: EngineDescription): DeviceMemory | undefined {
  if (deviceKind === 'gpu') {
    const [device] = devices;
    const totalBytes = devices.length === 1 ? (device?.memoryBytes ?? null) : null;
    return totalBytes === null ? undefined : { freeBytes: totalBytes, totalBytes };
  }
  // A container's limit, where there is one.
  const limit = process.constrainedMemory();
  const totalBytes = limit > 0 && limit < totalmem() ? limit : totalmem();
  return { freeBytes: Math.min(process.availableMemory(), totalBytes), totalBytes };
}
