const number = /^-?[\d,.]+%?$/;

/** Columns of plain text, two spaces apart; columns of numbers are set to the right. Without rows: nothing. */
export function formatTable(headers: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  if (rows.length === 0) return '';
  const cells = rows.map((row) => headers.map((_, column) => String(row[column] ?? '')));
  const widths = headers.map((header, column) => Math.max(header.length, ...cells.map((row) => row[column]?.length ?? 0)));
  const isRight = headers.map((_, column) => cells.every((row) => number.test(row[column] ?? '') || row[column] === '-'));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (isRight[column] === true ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(headers), ...cells.map(line)].join('\n');
}
