import type { Attribute } from './attribute.ts';
import { evaluateOnElement } from './evaluate-filter.ts';
import type { ComparisonValue, Filter } from './filter-tree.ts';
import type { PatchOperation } from './patch-operation.ts';
import { readValue } from './read-value.ts';
import { isSameValue } from './same-value.ts';
import { ScimError } from './scim-error.ts';
import {
  elementOf,
  listOf,
  settle,
  touched,
  untouched,
  withoutListed,
  type Element,
} from './settle-values.ts';
import { findSub, isStored } from './type-names.ts';

/** What an operation does to an attribute that has several values, or to one of the other kind as a whole. */
export interface ValueEdit {
  op: PatchOperation['op'];
  /** As it was written; undefined where there is none. */
  value: unknown;
  /** The place in the resource, for messages. */
  where: string;
}

/**
 * The value of an attribute after an edit of the whole attribute; undefined where it is unassigned then.
 *
 * @throws ScimError invalidValue, mutability
 */
export function editWhole(attribute: Attribute, current: unknown, edit: ValueEdit): unknown {
  if (edit.op === 'remove') {
    return attribute.multiValued && edit.value !== undefined && edit.value !== null
      ? withoutListed(attribute, current, readValue(attribute, edit.value, edit.where))
      : undefined;
  }
  requireValue(edit);
  const read = readValue(attribute, edit.value, edit.where);
  // What must not be kept is only checked.
  if (!isStored(attribute)) return undefined;
  if (!attribute.multiValued && attribute.type === 'complex' && edit.value !== null) {
    return mergeComplex(attribute, current, read, edit);
  }
  if (edit.op === 'replace') return read;
  if (read === undefined) return current;
  if (!attribute.multiValued) return read;
  return settle(attribute, [...untouched(current), ...listOf(read).map(touched)], edit.where);
}

/** The value of an attribute after an edit of one sub-attribute of it: of all values, where there are several. */
export function editSub(attribute: Attribute, sub: Attribute, current: unknown, edit: ValueEdit): unknown {
  if (!attribute.multiValued) return editSubOf(sub, current, edit);
  const elements = listOf(current);
  if (elements.length > 0) {
    return settle(
      attribute,
      elements.map((element) => touched(editSubOf(sub, element, edit))),
      edit.where,
    );
  }
  // Replacing what does not exist is adding it (RFC 7644 §3.5.2.3).
  const made = editSubOf(sub, undefined, edit);
  return made === undefined ? undefined : [made];
}

/**
 * The values of a multi-valued attribute after an edit of those that satisfy a filter.
 *
 * An `add`, and a `replace` where `createsMissing`, that selects nothing makes the element that the filter describes, where
 * it is a conjunction of `eq`. A `remove` that selects nothing has nothing to do: RFC 7644 §3.5.2.2 knows no error for it.
 *
 * @throws ScimError noTarget, invalidValue, mutability
 */
export function editSelected(
  attribute: Attribute,
  selection: { filter: Filter; sub: Attribute | null; createsMissing: boolean },
  current: unknown,
  edit: ValueEdit,
): { value: unknown; created: boolean } {
  const { filter, sub, createsMissing } = selection;
  if (edit.op !== 'remove') requireValue(edit);
  // There is nothing in a plain value to add to.
  if (edit.op === 'add' && attribute.type !== 'complex') {
    return { value: editWhole(attribute, current, edit), created: false };
  }
  const elements = listOf(current);
  const selected = elements.map((element) => evaluateOnElement(filter, element));
  if (!selected.includes(true)) {
    if (edit.op === 'remove') return { value: current, created: false };
    if (!createsMissing) throw noTarget();
    const made = madeFrom(attribute, filter, sub, edit);
    if (made === undefined) return { value: current, created: false };
    return {
      value: settle(attribute, [...untouched(elements), touched(made)], edit.where),
      created: true,
    };
  }
  const slots = elements.map((element, index) =>
    selected[index] === true
      ? touched(sub === null ? editElement(attribute, element, edit) : editSubOf(sub, element, edit))
      : { value: element, touched: false },
  );
  return { value: settle(attribute, slots, edit.where), created: false };
}

function mergeComplex(attribute: Attribute, current: unknown, read: unknown, edit: ValueEdit): unknown {
  // Sub-attributes that are not named are left alone, by add and by replace (RFC 7644 §3.5.2.1, §3.5.2.3).
  const merged: Element = { ...elementOf(current), ...elementOf(read) };
  const kept =
    edit.op === 'add'
      ? merged
      : withoutNames(merged, namesUnassigned(attribute, edit.value, elementOf(read)));
  return orUndefined(withImmutables(attribute.subAttributes, elementOf(current), kept));
}

/** The sub-attributes that a value names without giving them one, such as `{ "givenName": null }`. */
function namesUnassigned(attribute: Attribute, written: unknown, read: Element): string[] {
  return Object.keys(elementOf(written)).flatMap((name) => {
    const sub = findSub(attribute, name);
    return sub === undefined || sub.mutability === 'readOnly' || Object.hasOwn(read, sub.name)
      ? []
      : [sub.name];
  });
}

function editSubOf(sub: Attribute, element: unknown, edit: ValueEdit): unknown {
  const before = elementOf(element);
  const after = editWhole(sub, Object.hasOwn(before, sub.name) ? before[sub.name] : undefined, edit);
  if (edit.op === 'remove' && sub.required && Object.hasOwn(before, sub.name) && after === undefined) {
    throw new ScimError('mutability', `${edit.where} is required and cannot be removed.`);
  }
  const next = after === undefined ? withoutNames(before, [sub.name]) : { ...before, [sub.name]: after };
  return orUndefined(withImmutables([sub], before, next));
}

/** One selected element, all of it. */
function editElement(attribute: Attribute, element: unknown, edit: ValueEdit): unknown {
  if (edit.op === 'remove') return undefined;
  const read = listOf(readValue(attribute, edit.value, edit.where));
  if (read.length > 1) throw new ScimError('invalidValue', `${edit.where} selects one value, so give one.`);
  // A replaced element is replaced whole, and with nothing it is gone; what is added joins what is there.
  if (edit.op === 'replace') return read[0];
  if (read[0] === undefined) return element;
  const before = elementOf(element);
  return withImmutables(attribute.subAttributes, before, { ...before, ...elementOf(read[0]) });
}

/** The element that `[type eq "work" and primary eq true]` describes, with what the operation gives it. */
function madeFrom(attribute: Attribute, filter: Filter, sub: Attribute | null, edit: ValueEdit): unknown {
  if (attribute.type !== 'complex') return one(readValue(attribute, edit.value, edit.where));
  const terms = equalities(filter);
  const described: Element = Object.fromEntries(terms ?? []);
  const base = one(readValue(attribute, described, edit.where));
  if (terms === null || !evaluateOnElement(filter, base)) throw noTarget();
  if (edit.value === null) return undefined;
  if (sub !== null) return editSubOf(sub, base, edit);
  const given = one(readValue(attribute, edit.value, edit.where));
  return given === undefined ? undefined : { ...elementOf(base), ...elementOf(given) };
}

function one(read: unknown): unknown {
  const [first, ...further] = listOf(read);
  if (further.length > 0) throw new ScimError('invalidValue', 'A value path is given one value.');
  return first;
}

/** Names and values of a conjunction of `eq`; null for any other filter. */
function equalities(filter: Filter): [string, ComparisonValue][] | null {
  if (filter.kind === 'and') {
    const parts = filter.parts.map(equalities);
    return parts.includes(null) ? null : parts.flatMap((part) => part ?? []);
  }
  if (filter.kind !== 'compare' || filter.operator !== 'eq') return null;
  return [[filter.path.sub?.name ?? 'value', filter.value]];
}

/** Sub-attributes that are set once keep their value; giving them the same is no change. */
function withImmutables(subs: readonly Attribute[], before: Element, after: Element): Element {
  const kept = subs.filter((sub) => sub.mutability === 'immutable' && Object.hasOwn(before, sub.name));
  for (const sub of kept) {
    if (!isSameValue(sub, before[sub.name], after[sub.name])) {
      throw new ScimError('mutability', `${sub.name} is immutable: it has a value and keeps it.`);
    }
  }
  return { ...after, ...Object.fromEntries(kept.map(({ name }) => [name, before[name]])) };
}

function requireValue(edit: ValueEdit): void {
  if (edit.value === undefined) {
    throw new ScimError('invalidValue', `An operation that writes ${edit.where} needs a value.`);
  }
}

function noTarget(): ScimError {
  return new ScimError('noTarget', 'The filter of the path matches no value.');
}

function withoutNames(element: Element, names: readonly string[]): Element {
  return Object.fromEntries(Object.entries(element).filter(([name]) => !names.includes(name)));
}

function orUndefined(element: Element): Element | undefined {
  return Object.keys(element).length === 0 ? undefined : element;
}
