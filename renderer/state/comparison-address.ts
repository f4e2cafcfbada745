import { ComparedPart, mostCompared, PairedCell } from '../../common/domain/comparison.ts';
import { parseId } from './address.ts';

/** What the Compare screen shows, as its address has it. */
export interface ComparisonAddress {
  /** In the order of their columns. */
  readonly runIds: readonly number[];
  /** Null: the first. */
  readonly referenceId: number | null;
  /** Null: the validation part, or the test part where an ensemble is among them. */
  readonly part: ComparedPart | null;
  /** Whose photographs are laid beside the reference's; null: the first of the others. */
  readonly otherId: number | null;
  readonly cell: PairedCell;
  /** Only photographs of this diagnosis; null: all. */
  readonly diagnosis: string | null;
}

/** Leaves out what is not understood. */
export function parseComparison(query: URLSearchParams): ComparisonAddress {
  const ids = (query.get('runs') ?? '').split(',').flatMap((text) => parseId(text) ?? []);
  const part = ComparedPart.safeParse(query.get('part'));
  const cell = PairedCell.safeParse(query.get('cell'));
  return {
    runIds: [...new Set(ids)].slice(0, mostCompared),
    referenceId: parseId(query.get('reference')),
    part: part.success ? part.data : null,
    otherId: parseId(query.get('other')),
    cell: cell.success ? cell.data : 'onlyOther',
    diagnosis: query.get('dx'),
  };
}

/** `/compare?runs=3,5&reference=5&part=test` */
export function comparisonPath(address: Partial<ComparisonAddress> & Pick<ComparisonAddress, 'runIds'>): string {
  const { runIds, referenceId, part, otherId, cell, diagnosis } = address;
  const query = [
    ...(runIds.length === 0 ? [] : [`runs=${runIds.join(',')}`]),
    ...(typeof referenceId === 'number' && referenceId !== runIds[0] ? [`reference=${referenceId}`] : []),
    ...(typeof part === 'string' ? [`part=${part}`] : []),
    ...(typeof otherId === 'number' ? [`other=${otherId}`] : []),
    ...(cell === undefined || cell === 'onlyOther' ? [] : [`cell=${cell}`]),
    ...(typeof diagnosis === 'string' ? [`dx=${encodeURIComponent(diagnosis)}`] : []),
  ];
  return `/compare${query.length === 0 ? '' : `?${query.join('&')}`}`;
}
