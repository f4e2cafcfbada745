import { AppError } from '../../common/errors/app-error.ts';
import type { Part } from '../../common/domain/dataset.ts';
import { findLeaks } from '../datasets/find-leaks.ts';

const namedInMessage = 10;

/** @throws AppError `split-leaks`: the message names the first lesions, `detail.lesions` all of them with their parts */
export function requireNoLeaks(items: readonly { readonly group: string; readonly part: Part }[]): void {
  const leaks = findLeaks(items);
  if (leaks.length === 0) return;
  const named = leaks.slice(0, namedInMessage).map(({ group, parts }) => `${group} (${parts.join(', ')})`);
  const others = leaks.length > namedInMessage ? ` and ${leaks.length - namedInMessage} more` : '';
  const what = leaks.length === 1 ? '1 lesion has photographs' : `${leaks.length} lesions have photographs`;
  const message =
    `The split leaks and was refused: ${what} in more than one part: ${named.join('; ')}${others}. ` +
    'A network would be tested on lesions that it has learned. Put all photographs of a lesion into one part.';
  throw new AppError('split-leaks', message, { lesions: leaks.map(({ group }) => group), parts: leaks.map(({ parts }) => parts) });
}
