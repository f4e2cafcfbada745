/** Mean and standard deviation (of a sample) of what the runs of an ensemble reached; null for fewer than two. */
export function meanAndSpread(figures: readonly number[]): { mean: number; standardDeviation: number } | null {
  if (figures.length < 2) return null;
  const mean = figures.reduce((sum, figure) => sum + figure, 0) / figures.length;
  const variance = figures.reduce((sum, figure) => sum + (figure - mean) ** 2, 0) / (figures.length - 1);
  return { mean, standardDeviation: Math.sqrt(variance) };
}
