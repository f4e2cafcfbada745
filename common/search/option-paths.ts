import type { SearchValues } from '../domain/search.ts';
import type { TrainingOptions } from '../domain/training-config.ts';

/** The option at a path; undefined where there is none. */
export function optionAt(options: TrainingOptions, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined), options);
}

/** Options with the values in their places, not yet checked. */
export function withValues(options: TrainingOptions, values: SearchValues): unknown {
  return Object.entries(values).reduce<unknown>((changed, [path, value]) => withValue(changed, path.split('.'), value), options);
}

function withValue(target: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  const record = isRecord(target) ? target : {};
  return { ...record, [key]: withValue(record[key], rest, value) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
