import type { DirectoryUserResource } from '../../generated/directory-user.ts';
import { ENTERPRISE_URN, entryOfType, mainEntry, ownValue, readPath } from '../attribute-path.ts';
import { givenAt, joinGiven, toResource } from '../proof/given-person.ts';

/**
 * A directory user who has this value at a path, or none there, and is otherwise the same.
 * @param path as `pathOf` splits it
 */
export function withValueAt(
  resource: DirectoryUserResource,
  path: readonly string[],
  value: string | null,
): DirectoryUserResource {
  const copy = structuredClone(resource);
  const place = readPath(copy, path) === undefined ? null : placeOf(copy, path);
  if (value === null) {
    if (place) Reflect.deleteProperty(place.holder, place.key);
    return copy;
  }
  if (place) {
    Object.defineProperty(place.holder, place.key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
    return copy;
  }
  const { [ENTERPRISE_URN]: enterprise, ...rest } = copy;
  const described = enterprise === undefined ? rest : { ...rest, enterprise };
  return toResource(joinGiven([described, givenAt(path, value)]));
}

/** Where `readPath` finds what it reads; null where that has no name of its own. */
function placeOf(
  resource: object,
  path: readonly string[],
): { holder: Record<string, unknown>; key: string } | null {
  let value: unknown = resource;
  for (const [i, step] of path.entries()) {
    if (Array.isArray(value)) {
      const chosen = chosenEntry(value, step);
      if (chosen !== undefined) {
        value = chosen;
        // The path ends at an entry: its value is meant.
        if (i === path.length - 1) return keyIn(value, 'value');
        continue;
      }
      value = mainEntry(value);
    }
    const rest = path.slice(i).join('.');
    if (i < path.length - 1 && ownValue(value, rest) !== undefined) return keyIn(value, rest);
    if (i === path.length - 1) return keyIn(value, step);
    value = ownValue(value, step);
  }
  return null;
}

function chosenEntry(entries: readonly unknown[], step: string): unknown {
  const ofType = entryOfType(entries, step);
  if (ofType !== undefined) return ofType;
  if (step === 'primary') return entries.find((entry) => ownValue(entry, 'primary') === true);
  return step === 'first' ? entries[0] : undefined;
}

function keyIn(holder: unknown, name: string): { holder: Record<string, unknown>; key: string } | null {
  if (typeof holder !== 'object' || holder === null || Array.isArray(holder)) return null;
  const record = holder as Record<string, unknown>;
  const key = Object.hasOwn(record, name)
    ? name
    : Object.keys(record).find((each) => each.toLowerCase() === name.toLowerCase());
  return key === undefined ? null : { holder: record, key };
}
