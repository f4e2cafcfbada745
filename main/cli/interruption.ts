import { exitCodes } from './exit-codes.ts';

/** One Ctrl-C can arrive several times: from the terminal, and handed on by npm and by our own starters. */
const sameInterruptionMs = 500;

/** Turns Ctrl-C into an AbortSignal: the first asks for a clean end, a second one leaves at once. */
export function listenForInterruption(): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  let interruptedAtMs = 0;
  const interrupt = (): void => {
    if (controller.signal.aborted && performance.now() - interruptedAtMs > sameInterruptionMs) process.exit(exitCodes.cancelled);
    if (controller.signal.aborted) return;
    interruptedAtMs = performance.now();
    controller.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return {
    signal: controller.signal,
    stop: () => {
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', interrupt);
    },
  };
}
