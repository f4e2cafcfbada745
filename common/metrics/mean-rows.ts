/**
 * Column by column the mean of several rows of equal length: of a photograph's probabilities in several views, of a lesion's photographs, of an ensemble's
 * networks. Empty for no rows.
 */
export function meanRows(rows: readonly (readonly number[])[]): number[] {
  const [first = []] = rows;
  return first.map((_, column) => rows.reduce((sum, row) => sum + (row[column] ?? 0), 0) / rows.length);
}
