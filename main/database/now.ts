/** The present as it is stored: UTC ISO text. */
export function nowText(): string {
  return new Date().toISOString();
}
