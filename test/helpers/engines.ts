import { AppError } from '../../common/errors/app-error.ts';
import type { Backend } from '../../engine/backends/backend.ts';
import { loadBackend } from '../../engine/backends/load-backend.ts';

interface SkippingContext {
  skip: (note?: string) => never;
}

let loading: Promise<Backend> | undefined;

/** TensorFlow in this process; the test is skipped, saying why, where it is not set up. */
export async function requireTensorFlow(context: SkippingContext): Promise<Backend> {
  try {
    return await (loading ??= loadBackend('tensorflow'));
  } catch (error) {
    if (error instanceof AppError && error.code === 'engine-unavailable') return context.skip(error.message);
    throw error;
  }
}
