/** What of JSON Schema the schema of policies uses, as far as completion and help read it. */
export interface SchemaPart {
  title?: string;
  description?: string;
  $ref?: string;
  type?: string | readonly string[];
  enum?: readonly unknown[];
  enumDescriptions?: readonly string[];
  default?: unknown;
  examples?: readonly unknown[];
  required?: readonly string[];
  properties?: Readonly<Record<string, SchemaPart>>;
  additionalProperties?: boolean | SchemaPart;
  items?: SchemaPart;
  anyOf?: readonly SchemaPart[];
  definitions?: Readonly<Record<string, SchemaPart>>;
}

/** All that may stand at a place: several where there are alternatives; none where nothing may. */
export function partsAt(root: SchemaPart, path: readonly (string | number)[]): SchemaPart[] {
  let parts = alternativesOf(root, root);
  for (const step of path) {
    const below = parts.flatMap((part): SchemaPart[] => {
      if (typeof step === 'number') return part.items === undefined ? [] : [part.items];
      const property = own(part.properties, step);
      if (property !== undefined) return [property];
      return typeof part.additionalProperties === 'object' ? [part.additionalProperties] : [];
    });
    parts = [...new Set(below)].flatMap((part) => alternativesOf(root, part));
  }
  return [...new Set(parts)];
}

/** The keys that a map may have there, each with what it is. */
export function keysOf(root: SchemaPart, parts: readonly SchemaPart[]): Map<string, SchemaPart> {
  const keys = new Map<string, SchemaPart>();
  for (const { properties = {} } of parts) {
    for (const [key, part] of Object.entries(properties)) {
      if (!keys.has(key)) keys.set(key, resolved(root, part));
    }
  }
  return keys;
}

/** What follows a key: a map, a list, or a value on the same line. */
export function shapeOf(root: SchemaPart, part: SchemaPart): 'map' | 'list' | 'value' {
  const [first] = alternativesOf(root, part);
  if (first?.type === 'array') return 'list';
  return first?.type === 'object' || first?.properties !== undefined ? 'map' : 'value';
}

function alternativesOf(root: SchemaPart, part: SchemaPart): SchemaPart[] {
  const found = resolved(root, part);
  if (found.anyOf === undefined) return [found];
  return found.anyOf.flatMap((each) => alternativesOf(root, each));
}

/** Follows references. */
function resolved(root: SchemaPart, part: SchemaPart): SchemaPart {
  if (part.$ref === undefined) return part;
  let target: unknown = root;
  for (const step of part.$ref.replace(/^#\/?/, '').split('/')) {
    target = own(target as Readonly<Record<string, unknown>> | undefined, step);
  }
  return resolved(root, target ?? {});
}

function own<Value>(record: Readonly<Record<string, Value>> | undefined, key: string): Value | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}
