/**
 * Two-sided p-value of McNemar's exact test: the chance that, were two classifiers right equally often, the photographs on which only one of them is right would divide at least as unevenly as they do. Under that
 * hypothesis each falls to either side like a fair coin (McNemar 1947, doi 10.1007/BF02295996; the exact form by the binomial distribution as in Fagerland, Lydersen and Laake 2013, doi 10.1186/1471-2288-13-91).
 * Photographs must be independent: several of one lesion are not, and make the p-value too small.
 * @param onlyFirst photographs on which only the first is right
 * @param onlySecond photographs on which only the second is right
 * @returns 0 < p <= 1; 1 where they never disagree (0 only where it is smaller than a double can say)
 */
export function exactMcNemar(onlyFirst: number, onlySecond: number): number {
  const n = onlyFirst + onlySecond;
  // By logarithms: 2 ** -n is nothing to a double beyond n = 1074.
  let logTerm = -n * Math.LN2;
  let tail = 0;
  for (let k = 0; k <= Math.min(onlyFirst, onlySecond); k++) {
    tail += Math.exp(logTerm);
    logTerm += Math.log(n - k) - Math.log(k + 1);
  }
  return Math.min(1, 2 * tail);
}
