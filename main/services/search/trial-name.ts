/** What the run of a trial is called, as long as nobody calls it otherwise. */
export function trialName(searchName: string, number: number): string {
  return `${searchName}, trial ${number}`;
}
