import type { Counted } from './dialect-rewrite.ts';

/** An object as JSON.parse makes it: any key may be there, also `__proto__`, as a member of its own. */
export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of a member by its name, without case; undefined where there is none. */
export function memberNamed(object: JsonObject, name: string): unknown {
  const key = keyNamed(object, name);
  return key === undefined ? undefined : object[key];
}

/** How a member's name is written; where it is there in several ways, the exact one. */
export function keyNamed(object: JsonObject, name: string): string | undefined {
  if (Object.hasOwn(object, name)) return name;
  const folded = name.toLowerCase();
  return Object.keys(object).find((key) => key.length === name.length && key.toLowerCase() === folded);
}

/** Each member rewritten on its own, found by its name in lower case. */
export function rewriteMembers(
  object: JsonObject,
  rewrite: (name: string, value: unknown) => Counted<unknown>,
): Counted<JsonObject> {
  let copy: JsonObject | null = null;
  let count = 0;
  for (const key of Object.keys(object)) {
    const before = object[key];
    const after = rewrite(key.toLowerCase(), before);
    count += after.count;
    if (after.value === before) continue;
    copy ??= { ...object };
    // Never a new key, so `__proto__` is a member like any other here.
    copy[key] = after.value;
  }
  return { value: copy ?? object, count };
}

/** Each element rewritten on its own; the same array where none was. */
export function rewriteElements(
  elements: readonly unknown[],
  rewrite: (element: unknown) => Counted<unknown>,
): Counted<readonly unknown[]> {
  let copy: unknown[] | null = null;
  let count = 0;
  for (const [index, before] of elements.entries()) {
    const after = rewrite(before);
    count += after.count;
    if (after.value === before) continue;
    copy ??= [...elements];
    copy[index] = after.value;
  }
  return { value: copy ?? elements, count };
}
