const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A length of time, coarser the longer it is: `0.8 s`, `42 s`, `18 min`, `2 h 05 min`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 9.95 * second) return `${(durationMs / second).toFixed(1)} s`;
  if (durationMs < 59.5 * second) return `${Math.round(durationMs / second)} s`;
  if (durationMs < 59.5 * minute) return `${Math.round(durationMs / minute)} min`;
  const minutes = Math.round(durationMs / minute);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** `18 min left`; never finer than five seconds, so that it does not flicker. */
export function formatTimeLeft(remainingMs: number): string {
  if (remainingMs < 5 * second) return 'a few seconds left';
  if (remainingMs < minute) return `${Math.ceil(remainingMs / (5 * second)) * 5} s left`;
  return `${formatDuration(remainingMs)} left`;
}

const dateTime = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' });

/** UTC ISO text as local date and time: `21 Nov 2026, 11:16`. */
export function formatDateTime(iso: string): string {
  return dateTime.format(new Date(iso));
}

/** `just now`, `5 min ago`, `3 h ago`, `yesterday`, then the date. */
export function formatAgo(iso: string, now: Date = new Date()): string {
  const agoMs = now.getTime() - new Date(iso).getTime();
  if (agoMs < minute) return 'just now';
  if (agoMs < hour) return `${Math.floor(agoMs / minute)} min ago`;
  if (agoMs < day) return `${Math.floor(agoMs / hour)} h ago`;
  if (agoMs < 2 * day) return 'yesterday';
  return formatDateTime(iso).split(',')[0] ?? '';
}
