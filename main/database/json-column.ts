import type { z } from 'zod';

export function toJson(value: unknown): string {
  return JSON.stringify(value);
}

/** Parsed by its schema, so that what an older version wrote gets the defaults of fields added since. */
export function fromJson<Schema extends z.ZodType>(schema: Schema, text: string): z.output<Schema> {
  return schema.parse(JSON.parse(text));
}

export function fromNullableJson<Schema extends z.ZodType>(schema: Schema, text: string | null): z.output<Schema> | null {
  return text === null ? null : fromJson(schema, text);
}
