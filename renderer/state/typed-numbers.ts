import type { z } from 'zod';
import { explainIssue } from './explain-issue.ts';

/** Text that is no number becomes NaN, which no schema accepts. */
export function toNumber(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text.trim().replace(',', '.'));
}

/** A share that is typed as per cent. */
export function toShare(percent: string): number {
  return toNumber(percent) / 100;
}

/** Limits of shares are said in per cent, as they are typed. */
export function explainShare(issue: z.core.$ZodIssue): string {
  const isShare = String(issue.path[0]).endsWith('Share');
  if (isShare && issue.code === 'too_small') return `At least ${Number(issue.minimum) * 100} %.`;
  if (isShare && issue.code === 'too_big') return `At most ${Number(issue.maximum) * 100} %.`;
  return explainIssue(issue);
}
