import { AppError } from '../../common/errors/app-error.ts';

/** Turns TensorFlow.js's way of saying that a backend lacks an operation into a sentence; anything else stays what it is. */
export function explainMissingKernel(error: unknown, engineName: string): unknown {
  const [, kernel] = (error instanceof Error && /Kernel '([^']+)' not registered for backend/.exec(error.message)) || [];
  if (kernel === undefined) return error;
  return new AppError(
    'engine-unavailable',
    `The ${engineName} engine cannot compute this network: it lacks the operation ${kernel}. Nothing was changed; choose the TensorFlow engine or another network, or train its head only.`,
    { kernel },
    { cause: error },
  );
}
