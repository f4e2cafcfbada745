import { AppError } from '../../common/errors/app-error.ts';

export interface NamedItem {
  readonly id: number;
  readonly name: string;
}

/**
 * The item that a user names: by id, by its exact name, or by its name without regard to case where only one fits.
 * @param kind for the message: `dataset`
 * @param kinds several of them
 */
export function findNamed<Item extends NamedItem>(kind: string, items: readonly Item[], text: string, kinds = `${kind}s`): Item {
  const byId = items.find((item) => String(item.id) === text);
  if (byId !== undefined) return byId;
  const exact = items.filter((item) => item.name === text);
  const found = exact.length > 0 ? exact : items.filter((item) => item.name.toLowerCase() === text.toLowerCase());
  const [first, ...others] = found;
  if (first === undefined)
    throw new AppError('not-found', `There is no ${kind} "${text}". ${listKnown(kinds, items)}`, { kind, name: text });
  if (others.length > 0) {
    const ids = found.map((item) => item.id);
    throw new AppError('invalid-input', `${found.length} ${kinds} are named "${text}". Name one by its id: ${ids.join(', ')}.`, { ids });
  }
  return first;
}

function listKnown(kinds: string, items: readonly NamedItem[]): string {
  if (items.length === 0) return `This workspace has no ${kinds} yet.`;
  const shown = items.slice(0, 10).map((item) => `${item.id} (${item.name})`);
  return `Known ${kinds}: ${shown.join(', ')}${items.length > shown.length ? `, and ${items.length - shown.length} more` : ''}.`;
}
