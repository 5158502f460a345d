import type { Attribute } from './attribute.ts';
import { distinctElements } from './distinct-elements.ts';
import { isObject } from './member-of.ts';
import { readScalar } from './read-scalar.ts';
import { ScimError } from './scim-error.ts';
import { findSub, isStored } from './type-names.ts';

/** More values than that are nobody's e-mail addresses. A Group's members are read elsewhere. */
const mostValues = 1000;

/**
 * One value of an attribute, checked and in the canonical form of Attributes: names in the registry's case, without
 * sub-attributes that are unknown or read-only, duplicates merged. Undefined where nothing is assigned: null, an empty
 * array, or an object without any known value (RFC 7643 §2.5).
 *
 * A single value of a multi-valued attribute is taken as an array of one. Whether required sub-attributes are there is
 * asked of the finished resource, see requireComplete: a PATCH may bring them later.
 *
 * @param where The place in the request, for the message: `emails[0].value`.
 * @throws ScimError invalidValue, with the place and what belongs there; never with the value.
 */
export function readValue(attribute: Attribute, value: unknown, where: string): unknown {
  if (value === null || value === undefined) return undefined;
  if (!attribute.multiValued) return readOne(attribute, value, where);
  const values: unknown[] = Array.isArray(value) ? value : [value];
  if (values.length > mostValues) {
    throw new ScimError('invalidValue', `${where} has more than ${mostValues} values.`);
  }
  const read = values
    .map((each, index) =>
      each === null || each === undefined
        ? undefined
        : readOne(attribute, each, Array.isArray(value) ? `${where}[${index}]` : where),
    )
    .filter((each) => each !== undefined);
  const distinct = distinctElements(attribute, read, where);
  return distinct.length === 0 ? undefined : distinct;
}

function readOne(attribute: Attribute, value: unknown, where: string): unknown {
  return attribute.type === 'complex'
    ? readComplex(attribute, value, where)
    : readScalar(attribute, value, where);
}

function readComplex(
  attribute: Attribute,
  value: unknown,
  where: string,
): Record<string, unknown> | undefined {
  if (!isObject(value)) {
    const names = attribute.subAttributes.map(({ name }) => name).join(', ');
    throw new ScimError('invalidValue', `${where} must be an object with any of: ${names}.`);
  }
  const given = new Map<string, unknown>();
  for (const [name, part] of Object.entries(value)) {
    const sub = findSub(attribute, name);
    if (sub === undefined || sub.mutability === 'readOnly') continue;
    const read = readValue(sub, part, `${where}.${sub.name}`);
    // What is not kept is checked all the same, as in readNewResource.
    if (read !== undefined && isStored(sub)) given.set(sub.name, read);
  }
  return given.size === 0 ? undefined : Object.fromEntries(given);
}
