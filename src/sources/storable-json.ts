/** No directory nests its attributes this deep; PostgreSQL and JSON.stringify both give up somewhere beyond. */
const DEEPEST = 32;
const LEAVES_JAVASCRIPT_OBJECTS_ALONE = new Set(['__proto__', 'constructor', 'prototype']);

/** A JSON object whose own members may be read and trusted to be JSON. */
export type JsonObject = Record<string, unknown>;

/**
 * A copy of anything that can be stored as jsonb and walked without surprises: text is well-formed Unicode without
 * NUL (PostgreSQL stores neither; both become U+FFFD), members named __proto__, constructor or prototype are left
 * out, numbers are finite, what is not JSON becomes null, and whatever lies deeper than 32 levels is replaced by a
 * text that says so.
 */
export function storableJson(value: unknown): unknown {
  return copy(value, 0);
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function copy(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return storableText(value);
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'object' || value === null) return null;
  if (depth >= DEEPEST) return '[nested too deeply to keep]';
  if (Array.isArray(value)) return value.map((item) => copy(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !LEAVES_JAVASCRIPT_OBJECTS_ALONE.has(name))
      .map(([name, member]) => [storableText(name), copy(member, depth + 1)]),
  );
}

function storableText(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}
