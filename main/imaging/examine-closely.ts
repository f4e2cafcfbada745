import { examinePhotograph } from './examine-photograph.ts';
import type { Examination } from './examine-photograph.ts';
import { hasHiddenDamage } from './jpeg/has-hidden-damage.ts';
import { formatOfBytes } from './photograph-format.ts';

/**
 * Judges a photograph that is new to Nevus: as `examinePhotograph` does, and a JPEG's compressed data besides. What was imported before is not judged so again: a
 * dataset that could be trained on yesterday can be today.
 */
export async function examineClosely(bytes: Buffer, fileName: string): Promise<Examination> {
  const examination = await examinePhotograph(bytes, fileName);
  if (!examination.ok || formatOfBytes(bytes) !== 'jpeg' || !(await hasHiddenDamage(bytes))) return examination;
  const message = `${fileName} is damaged in its middle: it can be opened, but a part of the picture is wrong. Copy it again from its source.`;
  return { ok: false, reason: { kind: 'damaged', message } };
}
