/** Whether a JSON value is an object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The value of a member of a message, whose name is written in any case; where it is there twice, the exact spelling wins.
 * Undefined where there is none: what an object inherits is never seen.
 */
export function memberOf(object: Record<string, unknown>, name: string): unknown {
  if (Object.hasOwn(object, name)) return object[name];
  const wanted = name.toLowerCase();
  const key = Object.keys(object).find((written) => written.toLowerCase() === wanted);
  return key === undefined ? undefined : object[key];
}
