import type { Attribute } from './attribute.ts';
import { isObject } from './member-of.ts';
import { identityOf, partsIdentity } from './same-value.ts';
import { ScimError } from './scim-error.ts';

type Element = Record<string, unknown>;

/**
 * The values of a multi-valued attribute, each once: elements with the same type and value are one, which has what either
 * says, the first first (RFC 7643 §2.4). At most one is primary.
 *
 * @throws ScimError invalidValue where two different ones are primary.
 */
export function distinctElements(attribute: Attribute, values: readonly unknown[], where: string): unknown[] {
  const distinct = new Map<string, unknown>();
  for (const value of values) {
    const key = elementIdentity(attribute, value);
    const known = distinct.get(key);
    distinct.set(key, isObject(known) && isObject(value) ? merged(known, value) : (known ?? value));
  }
  const elements = [...distinct.values()];
  if (elements.filter((each) => isObject(each) && each['primary'] === true).length > 1) {
    throw new ScimError('invalidValue', `${where} has more than one value that is primary; one can be.`);
  }
  return elements;
}

/** A text that two values have in common exactly when they are one; those without a `value`, such as addresses, whole. */
export function elementIdentity(attribute: Attribute, value: unknown): string {
  if (!isObject(value) || value['value'] === undefined) return identityOf(attribute, value);
  return `value ${partsIdentity(
    attribute.subAttributes.filter(({ name }) => name === 'value' || name === 'type'),
    value,
  )}`;
}

function merged(first: Element, later: Element): Element {
  const primary = first['primary'] === true || later['primary'] === true ? { primary: true } : {};
  return { ...later, ...first, ...primary };
}
