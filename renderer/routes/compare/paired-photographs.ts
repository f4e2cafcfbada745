import { pairedCell } from '../../../common/domain/comparison.ts';
import type { PairedCell, RunComparison } from '../../../common/domain/comparison.ts';

/** The photographs of each cell, in the order of import. */
export type PairedPhotographs = Readonly<Record<PairedCell, readonly number[]>>;

/**
 * Who of two runs is right on which photographs.
 * @param diagnosis only photographs of this; null: all
 */
export function pairPhotographs(
  { classes, photographs, runs }: Pick<RunComparison, 'classes' | 'photographs' | 'runs'>,
  referenceId: number,
  otherId: number,
  diagnosis: string | null,
): PairedPhotographs {
  const columnOf = (wanted: number): readonly number[] => photographs.named[runs.findIndex(({ runId }) => runId === wanted)] ?? [];
  const [ofReference, ofOther] = [columnOf(referenceId), columnOf(otherId)];
  const label = diagnosis === null ? null : classes.indexOf(diagnosis);
  const cells: Record<PairedCell, number[]> = { both: [], onlyReference: [], onlyOther: [], neither: [] };
  photographs.ids.forEach((id, index) => {
    const actual = photographs.actual[index];
    if (label !== null && actual !== label) return;
    cells[pairedCell(ofReference[index] === actual, ofOther[index] === actual)].push(id);
  });
  return cells;
}

/** What each run names a photograph, by its id, in the order of the columns. */
export function namesByPhotograph({
  classes,
  photographs,
}: Pick<RunComparison, 'classes' | 'photographs'>): Map<number, readonly string[]> {
  return new Map(photographs.ids.map((id, index) => [id, photographs.named.map((row) => classes[row[index] ?? 0] ?? '')]));
}
