import type { Attribute } from './attribute.ts';
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
    const key = identityOf(attribute, value);
    const known = distinct.get(key);
    distinct.set(key, known === undefined || !isElement(known) ? value : merged(known, value as Element));
  }
  const elements = [...distinct.values()];
  if (elements.filter((each) => isElement(each) && each['primary'] === true).length > 1) {
    throw new ScimError('invalidValue', `${where} has more than one value that is primary; one can be.`);
  }
  return elements;
}

function merged(first: Element, later: Element): Element {
  const primary = first['primary'] === true || later['primary'] === true ? { primary: true } : {};
  return { ...later, ...first, ...primary };
}

/** What two values have in common exactly when they are the same one; JSON keeps 1, "1" and true apart. */
function identityOf(attribute: Attribute, value: unknown): string {
  if (!isElement(value)) return JSON.stringify([compared(attribute, value)]);
  const named = attribute.subAttributes.find(({ name }) => name === 'value');
  const parts =
    named !== undefined && value['value'] !== undefined
      ? attribute.subAttributes.filter(({ name }) => name === 'value' || name === 'type')
      : attribute.subAttributes;
  return JSON.stringify(parts.map((sub) => [compared(sub, value[sub.name])]));
}

function compared(attribute: Attribute, value: unknown): unknown {
  return typeof value === 'string' && !attribute.caseExact ? value.toLowerCase() : value;
}

function isElement(value: unknown): value is Element {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
