export interface LockOptions {
  /** Called once, when another process holds the lock. */
  onWait?: () => void;
  staleMs?: number;
  pollMs?: number;
}
export declare function withLock<T>(path: string, work: () => Promise<T>, options?: LockOptions): Promise<T>;
