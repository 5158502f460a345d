/** Where SCIM keeps what an employer knows of a person (RFC 7643 §4.3). Policies write `enterprise` for it. */
export const ENTERPRISE_URN = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/**
 * Splits an attribute's path: `enterprise.costCenter`, `addresses.work.postalCode`, or an extension's URN and what
 * stands after its last colon (`urn:...:User:manager.value`).
 */
export function pathOf(written: string): string[] {
  const entry = written.trim();
  if (/^urn:/i.test(entry)) {
    if (entry.toLowerCase() === ENTERPRISE_URN.toLowerCase()) return [ENTERPRISE_URN];
    const colon = entry.lastIndexOf(':');
    return [entry.slice(0, colon), ...entry.slice(colon + 1).split('.')];
  }
  const path = entry.split('.');
  return path[0]?.toLowerCase() === 'enterprise' ? [ENTERPRISE_URN, ...path.slice(1)] : path;
}

/**
 * What stands at a path of a directory user, or undefined. Reads own properties only, names without case (RFC 7643
 * §2.1). Of several entries a step chooses one: by its type (`addresses.work`), `primary`, or `first`; a step that
 * does none of these goes on in the primary entry, else in the first.
 */
export function readPath(resource: object, path: readonly string[]): unknown {
  let value: unknown = resource;
  for (const [i, step] of path.entries()) {
    if (Array.isArray(value)) {
      const chosen = chooseEntry(value, step);
      if (chosen !== undefined) {
        value = chosen;
        continue;
      }
      value = mainEntry(value);
    }
    // A name of the source's own may hold dots itself: custom.cost.center.
    const rest = i < path.length - 1 ? ownValue(value, path.slice(i).join('.')) : undefined;
    if (rest !== undefined) return rest;
    value = ownValue(value, step);
    if (value === undefined || value === null) return undefined;
  }
  return value;
}

/** The entry that counts where nothing chooses one: the primary, else the first. */
export function mainEntry(entries: readonly unknown[]): unknown {
  return entries.find((entry) => ownValue(entry, 'primary') === true) ?? entries[0];
}

/** The first entry of a type, or of several of that type the primary. */
export function entryOfType(entries: readonly unknown[], type: string): unknown {
  const wanted = type.toLowerCase();
  const ofType = entries.filter((entry) => {
    const own = ownValue(entry, 'type');
    return typeof own === 'string' && own.toLowerCase() === wanted;
  });
  return mainEntry(ofType);
}

function chooseEntry(entries: readonly unknown[], step: string): unknown {
  const ofType = entryOfType(entries, step);
  if (ofType !== undefined) return ofType;
  if (step === 'primary') return entries.find((entry) => ownValue(entry, 'primary') === true);
  return step === 'first' ? entries[0] : undefined;
}

/** An own property, whatever the case of its name. */
export function ownValue(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const record = value as Record<string, unknown>;
  if (Object.hasOwn(record, name)) return record[name];
  const wanted = name.toLowerCase();
  const key = Object.keys(record).find((candidate) => candidate.toLowerCase() === wanted);
  return key === undefined ? undefined : record[key];
}
