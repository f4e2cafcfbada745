import type { z } from 'zod';

/** What is wrong with one field, in a short sentence for people. */
export function explainIssue(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_small') {
    if (issue.origin === 'string') return 'This must not be empty.';
    return issue.inclusive === false ? `More than ${issue.minimum}.` : `At least ${issue.minimum}.`;
  }
  if (issue.code === 'too_big') {
    if (issue.origin === 'string') return `At most ${issue.maximum} characters.`;
    if (issue.origin === 'array') return `At most ${issue.maximum} of them.`;
    return issue.inclusive === false ? `Less than ${issue.maximum}.` : `At most ${issue.maximum}.`;
  }
  if (issue.code === 'invalid_type') return issue.expected === 'int' ? 'A whole number, without a decimal point.' : 'A number is needed.';
  return issue.message;
}
