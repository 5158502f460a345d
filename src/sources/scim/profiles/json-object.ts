import type { Counted } from './dialect-rewrite.ts';

/** An object as JSON.parse makes it: any key may be there, also `__proto__`, as a member of its own. */
export type JsonObject = Record<string, unknown>;

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
