import { formatTable } from './table.ts';

/** The confusion matrix as a table: a row per true diagnosis, a column per answer. */
export function formatConfusion(classes: readonly string[], confusion: readonly (readonly number[])[]): string {
  return formatTable(
    ['true \\ predicted', ...classes],
    confusion.map((row, index) => [classes[index] ?? '?', ...row]),
  );
}
