const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });

/** 10,015 */
export function formatCount(value: number): string {
  return whole.format(value);
}

/** 1 photograph, 2 photographs */
export function formatQuantity(value: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(value)} ${value === 1 ? singular : plural}`;
}

/** 0.731; a dash where there is none */
export function formatShare(value: number | null): string {
  return value === null ? '-' : value.toFixed(3);
}

/** 850 ms, 12 s, 3 min 20 s, 2 h 5 min */
export function formatDuration(durationMs: number): string {
  if (durationMs < 1000) return `${formatCount(durationMs)} ms`;
  const seconds = Math.round(durationMs / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** 2026-11-21 14:05, local time */
export function formatTime(iso: string): string {
  const time = new Date(iso);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${two(time.getHours())}:${two(time.getMinutes())}`;
}
