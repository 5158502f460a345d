import type { AttributePath, ResourceType } from './attribute.ts';
import { namesOf } from './type-names.ts';

/**
 * The attribute of a type that a client means by a name: `userName`, `name.givenName`, or either behind the URN of its
 * schema, all without case (RFC 7644 §3.10). Null where the type has none of that name, and for a URN alone. The same
 * object is given each time.
 */
export function resolvePath(type: ResourceType, written: string): AttributePath | null {
  const { paths, longest } = namesOf(type);
  if (written.length > longest) return null;
  return paths.get(written.toLowerCase()) ?? null;
}
