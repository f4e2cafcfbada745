/** The letter of a run, by its column. */
export function letterOf(column: number): string {
  return String.fromCharCode(65 + column);
}

/** The custom property of its colour, which never stands without the letter. */
export function colourOf(column: number): string {
  return `--run-${column + 1}`;
}

const longestLabel = 22;

/** `A hmnist-cnn #1`, short enough for the end of a line. */
export function labelOf(column: number, name: string): string {
  const whole = `${letterOf(column)} ${name}`;
  return whole.length <= longestLabel ? whole : `${whole.slice(0, longestLabel - 1).trimEnd()}…`;
}
