/** Whether a JSON value is an object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The value of a member of a message, whose name is written in any case; where it is there twice, the exact spelling wins.
 * Undefined where there is none: what an object inherits is never seen.
 */
export function memberOf(object: Record<string, unknown>, name: string): unknown {
  const key = keyNamed(object, name);
  return key === undefined ? undefined : object[key];
}

/** How the name of a member is written; undefined where there is none. See memberOf. */
export function keyNamed(object: Record<string, unknown>, name: string): string | undefined {
  if (Object.hasOwn(object, name)) return name;
  const wanted = name.toLowerCase();
  return Object.keys(object).find((key) => key.length === name.length && key.toLowerCase() === wanted);
}
