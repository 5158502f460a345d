/** A value of a YAML document, with the places it was written at. Offsets count UTF-16 units from 0, after a BOM. */
export interface SourceNode {
  /** The plain value: null, boolean, number, string, array or object. */
  value: unknown;
  at: number;
  /** Where its key stands in a map; elsewhere the same as `at`. */
  keyAt: number;
  /** An unquoted scalar that YAML does not read as text, as it was written: 0123, true, ~. Else null. */
  written: string | null;
  /** The values of a map by key; null for anything else. */
  entries: ReadonlyMap<string, SourceNode> | null;
  /** The items of a list; null for anything else. */
  items: readonly SourceNode[] | null;
}

/** The value at these keys below `node`, or null. */
export function child(node: SourceNode | null, ...keys: string[]): SourceNode | null {
  let found: SourceNode | null = node;
  for (const key of keys) found = found?.entries?.get(key) ?? null;
  return found;
}

/** The items of the list at these keys; none if there is no list. */
export function itemsAt(node: SourceNode | null, ...keys: string[]): readonly SourceNode[] {
  return child(node, ...keys)?.items ?? [];
}

/** The text at these keys, or null if there is none or it is not text. */
export function textAt(node: SourceNode | null, ...keys: string[]): string | null {
  const value = child(node, ...keys)?.value;
  return typeof value === 'string' ? value : null;
}

/** The node that a JSON pointer (RFC 6901) leads to, or the last one on the way there. */
export function nodeAtPointer(root: SourceNode, pointer: string): SourceNode {
  let node = root;
  for (const segment of segmentsOf(pointer)) {
    const next = node.entries?.get(segment) ?? node.items?.[Number(segment)];
    if (!next) return node;
    node = next;
  }
  return node;
}

/** The keys and indexes of a JSON pointer. */
export function segmentsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}
