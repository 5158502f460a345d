/**
 * The key of `match_by:name`, which YAML reads as one word because no blank follows the colon; null where nothing of the
 * kind begins a line, or an entry of a list, here. Addresses such as https://acme.com are none.
 */
export function gluedKey(text: string, at: number): string | null {
  const before = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  if (!/^\uFEFF?[ \t]*(?:- +)*$/.test(before)) return null;
  return /^([A-Za-z_][\w-]{0,99}):(?=[^\s:/])/.exec(text.slice(at, at + 120))?.[1] ?? null;
}
