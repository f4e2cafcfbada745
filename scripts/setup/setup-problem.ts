/** An expected failure of the set-up: what is the matter, and what the user can do about it. */
export class SetupProblem extends Error {
  override readonly name = 'SetupProblem';
  readonly remedy: string;
  /** False where the next set-up finds out at no cost whether the problem is still there. */
  readonly isWorthRemembering: boolean;

  constructor(message: string, remedy: string, options: { isWorthRemembering?: boolean } = {}) {
    super(message);
    this.remedy = remedy;
    this.isWorthRemembering = options.isWorthRemembering ?? true;
  }
}
