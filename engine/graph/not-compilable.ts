/**
 * Why a model cannot become a graph. Never reaches a user as a failure: whoever compiles catches it, trains operation by operation instead and
 * says so.
 */
export class NotCompilable extends Error {
  /** The TensorFlow operation that is in the way; null where it is something else. */
  readonly operation: string | null;

  constructor(operation: string | null, reason: string, options?: { cause?: unknown }) {
    super(operation === null ? reason : `${operation}: ${reason}`, options);
    this.name = 'NotCompilable';
    this.operation = operation;
  }
}
