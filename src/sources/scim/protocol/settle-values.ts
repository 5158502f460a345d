import type { Attribute } from './attribute.ts';
import { elementIdentity } from './distinct-elements.ts';
import { identityOf, partsIdentity } from './same-value.ts';
import { ScimError } from './scim-error.ts';

export type Element = Record<string, unknown>;

/** The same limit as readValue has, which sees only what one operation brings. */
const mostValues = 1000;

/** One value of a multi-valued attribute, during an operation. */
export interface Slot {
  value: unknown;
  /** Whether the operation is about this value. */
  touched: boolean;
}

/**
 * The values, each once: one that the operation brings joins the one with the same type and value. A value that it makes
 * primary is the only one from then on (RFC 7644 §3.5.2).
 */
export function settle(attribute: Attribute, slots: readonly Slot[], where: string): unknown {
  const settled = new Map<string, Slot>();
  for (const slot of slots) {
    if (slot.value === undefined) continue;
    const key = elementIdentity(attribute, slot.value);
    const known = settled.get(key);
    settled.set(key, known === undefined ? slot : joined(attribute, known, slot));
  }
  const values = [...settled.values()];
  if (values.length > mostValues) {
    throw new ScimError('invalidValue', `${where} would have more than ${mostValues} values.`);
  }
  const claims = values.filter((slot) => slot.touched && isPrimary(slot.value));
  if (claims.length > 1) throw new ScimError('invalidValue', `${where} can have one primary value.`);
  const left = claims[0] === undefined ? values : withoutOtherPrimaries(attribute, values, claims[0]);
  return left.length === 0 ? undefined : left.map(({ value }) => value);
}

function withoutOtherPrimaries(attribute: Attribute, values: readonly Slot[], claim: Slot): Slot[] {
  const left = values.map((slot) =>
    slot !== claim && isPrimary(slot.value)
      ? { ...slot, value: { ...elementOf(slot.value), primary: false } }
      : slot,
  );
  // Values that only being primary told apart are the same now.
  return [...new Map(left.map((slot) => [elementIdentity(attribute, slot.value), slot])).values()];
}

/**
 * The values without those that are listed: without each that has everything that a listed one has, so that `value` alone
 * will do.
 *
 * @param listed as readValue gives it
 */
export function withoutListed(attribute: Attribute, current: unknown, listed: unknown): unknown {
  const byNames = new Map<string, { part: Attribute; contents: Set<string> }>();
  for (const each of listOf(listed)) {
    const part = narrowed(attribute, each);
    const key = part.subAttributes.map(({ name }) => name).join(' ');
    const group = byNames.get(key) ?? { part, contents: new Set() };
    group.contents.add(contentOf(part, each));
    byNames.set(key, group);
  }
  const groups = [...byNames.values()];
  const left = listOf(current).filter(
    (element) => !groups.some(({ part, contents }) => contents.has(contentOf(part, element))),
  );
  return left.length === 0 ? undefined : left;
}

/** The attribute with only the sub-attributes that a value has. */
function narrowed(attribute: Attribute, value: unknown): Attribute {
  const given = elementOf(value);
  const subAttributes = attribute.subAttributes.filter(({ name }) => Object.hasOwn(given, name));
  return { ...attribute, subAttributes };
}

function contentOf(attribute: Attribute, value: unknown): string {
  return attribute.type === 'complex'
    ? partsIdentity(attribute.subAttributes, elementOf(value))
    : identityOf(attribute, value);
}

function joined(attribute: Attribute, known: Slot, later: Slot): Slot {
  if (attribute.type !== 'complex') return known;
  return {
    value: { ...elementOf(known.value), ...elementOf(later.value) },
    touched: known.touched || later.touched,
  };
}

function isPrimary(value: unknown): boolean {
  return elementOf(value)['primary'] === true;
}

export function touched(value: unknown): Slot {
  return { value, touched: true };
}

export function untouched(current: unknown): Slot[] {
  return listOf(current).map((value) => ({ value, touched: false }));
}

/** The values of an attribute, also of one that has none. */
export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

/** A complex value, or one without anything in it. */
export function elementOf(value: unknown): Element {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Element) : {};
}
