// The few globals that every runtime of ours (Node, Electron, browsers) has and that common/ uses. Its own project sees neither
// the DOM's nor Node's types, so that nothing else can slip in.

interface AbortSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

declare class AbortController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}
