import { isDeepStrictEqual } from 'node:util';
import { canonicalJson } from '../../../domain/canonical-json.ts';
import type { PatchLeniency } from '../profiles/profile.ts';
import type { Attribute, Attributes, ResourceType } from './attribute.ts';
import type { PatchOperation } from './patch-operation.ts';
import { findExtension, readTarget, sameName, type AttributeTarget, type Extension } from './patch-target.ts';
import { editSelected, editSub, editWhole, type ValueEdit } from './patch-values.ts';
import { requireComplete } from './require-complete.ts';
import { resolvePath } from './resolve-path.ts';
import { isSameValue } from './same-value.ts';
import { ScimError } from './scim-error.ts';
import { isStored } from './type-names.ts';

/**
 * Values that one PATCH may walk over, counted at each operation: each looks at all that its attribute has. Nobody has that
 * many, and whoever sends that much work would keep everyone else waiting.
 */
const mostValuesWalked = 100_000;

/**
 * A resource after the operations of a PATCH, in sequence (RFC 7644 §3.5.2). Pure: either all of them apply, or it throws
 * and nothing has changed. Where they change nothing it is the very same object, so that the version stays.
 *
 * Members of a Group are not among the attributes: see splitMembershipEdits. Unknown attributes are ignored where a value
 * names them, and refused where a path does. A value without a path may have meta, schemas and groups, which are ignored,
 * and other read-only attributes as they are.
 *
 * @param note is told, where the PATCH applies, of each reading that RFC 7644 does not give: `value_path_upsert`
 * @param id of the resource, so that one sent in a value is accepted only where it is the same; null where it is not known
 * @throws ScimError invalidPath, invalidFilter, invalidValue, noTarget, mutability, payloadTooLarge
 */
export function applyPatch(
  type: ResourceType,
  current: Attributes,
  operations: readonly PatchOperation[],
  leniency: PatchLeniency,
  note: (rewrite: string) => void = () => undefined,
  id: string | null = null,
): Attributes {
  const patch: Patch = { type, leniency, id, notes: [], removed: [], walked: 0 };
  let draft = current;
  for (const operation of operations) draft = applyOperation(patch, draft, operation);
  const changed = !isSame(current, draft);
  if (changed) {
    refuseRemoved(patch, draft);
    requireComplete(type, draft);
  }
  for (const rewrite of patch.notes) note(rewrite);
  return changed ? draft : current;
}

interface Patch {
  type: ResourceType;
  leniency: PatchLeniency;
  id: string | null;
  notes: string[];
  /** Required attributes that an operation has removed; a later one may give them back. */
  removed: Place[];
  /** Values walked over so far. */
  walked: number;
}

interface Place {
  extension: string | null;
  attribute: Attribute;
}

function applyOperation(patch: Patch, draft: Attributes, operation: PatchOperation): Attributes {
  const target = readTarget(patch.type, operation.path);
  switch (target.kind) {
    case 'resource':
      return writeResource(patch, draft, operation);
    case 'extension':
      return operation.op === 'remove'
        ? removeExtension(draft, target.extension)
        : writeExtension(patch, draft, target.extension, operation);
    case 'attribute':
      return writeTarget(patch, draft, target, operation);
  }
}

/** Each attribute of the value, as if the path were its name. */
function writeResource(patch: Patch, draft: Attributes, { op, value }: PatchOperation): Attributes {
  if (op === 'remove') throw new ScimError('noTarget', 'A remove needs a path.');
  let next = draft;
  for (const [name, part] of Object.entries(objectOf(value, 'The value of an operation without a path'))) {
    const extension = findExtension(patch.type, name);
    if (extension !== null) {
      next = writeExtension(patch, next, extension, { op, path: null, value: part });
      continue;
    }
    const found = resolvePath(patch.type, name);
    // Names with a dot are paths, and those are not looked for among the names of attributes.
    if (found !== null && found.sub === null) next = writeNamed(patch, next, found, op, part);
  }
  return next;
}

function writeExtension(
  patch: Patch,
  draft: Attributes,
  { schema }: Extension,
  { op, value }: PatchOperation,
): Attributes {
  if (value === null) return op === 'replace' ? withValue(draft, null, schema.id, undefined) : draft;
  let next = draft;
  for (const [name, part] of Object.entries(objectOf(value, `The value of ${schema.id}`))) {
    const attribute = schema.attributes.find((known) => sameName(known.name, name));
    if (attribute !== undefined) {
      next = writeNamed(patch, next, { extension: schema.id, attribute }, op, part);
    }
  }
  return next;
}

/** An attribute that a value names. Read-only ones are sent back as they were read, or with nothing in them. */
function writeNamed(
  patch: Patch,
  draft: Attributes,
  place: Place,
  op: PatchOperation['op'],
  value: unknown,
): Attributes {
  const { extension, attribute } = place;
  if (extension === null && assigned.has(attribute.name)) {
    if (attribute.name === 'id' && patch.id !== null && value !== null && value !== patch.id) {
      throw new ScimError('mutability', 'The id of a resource cannot be changed.');
    }
    return draft;
  }
  if (attribute.mutability === 'readOnly') {
    // Ends where the two part, so that what a client nests a thousand levels deep is no matter.
    if (value === null || isDeepStrictEqual(value, valueOf(draft, place))) return draft;
    throw readOnly(attribute);
  }
  return writeTarget(
    patch,
    draft,
    { kind: 'attribute', ...place, filter: null, sub: null },
    { op, path: null, value },
  );
}

/** Assigned by the service provider, and not among the attributes. */
const assigned: ReadonlySet<string> = new Set(['id', 'schemas', 'meta', 'groups']);

function writeTarget(
  patch: Patch,
  draft: Attributes,
  target: AttributeTarget,
  { op, value }: PatchOperation,
): Attributes {
  const { extension, attribute, sub } = target;
  if (attribute.mutability === 'readOnly') throw readOnly(attribute);
  if (sub?.mutability === 'readOnly') throw readOnly(sub);
  if (extension === null && attribute.name === 'schemas') {
    if (op === 'remove') throw new ScimError('mutability', 'schemas is required and cannot be removed.');
    return draft;
  }
  const before = valueOf(draft, target);
  countWalk(patch, before);
  const after = edited(patch, target, before, { op, value, where: nameOf(target) });
  // What is never stored has been checked, and has nothing to change.
  if (!isStored(attribute)) return draft;
  if (attribute.mutability === 'immutable' && before !== undefined) {
    if (isSameValue(attribute, before, after)) return draft;
    throw new ScimError('mutability', `${attribute.name} is immutable: it has a value and keeps it.`);
  }
  if (op === 'remove' && attribute.required && before !== undefined && after === undefined) {
    patch.removed.push(target);
  }
  return withValue(draft, extension, attribute.name, after);
}

function countWalk(patch: Patch, value: unknown): void {
  patch.walked += Array.isArray(value) ? value.length : 1;
  if (patch.walked > mostValuesWalked) {
    throw new ScimError('payloadTooLarge', 'The PATCH writes too many values; send it in several requests.');
  }
}

function edited(patch: Patch, target: AttributeTarget, before: unknown, edit: ValueEdit): unknown {
  const { attribute, sub, filter } = target;
  if (filter !== null) {
    const createsMissing = edit.op === 'add' || patch.leniency.replaceCreatesMissing;
    const { value, created } = editSelected(attribute, { filter, sub, createsMissing }, before, edit);
    if (created && edit.op === 'replace') patch.notes.push('value_path_upsert');
    return value;
  }
  return sub === null ? editWhole(attribute, before, edit) : editSub(attribute, sub, before, edit);
}

function removeExtension(draft: Attributes, { schema, required }: Extension): Attributes {
  const values = objectOrEmpty(valueAt(draft, schema.id));
  if (Object.keys(values).length === 0) return draft;
  const kept = schema.attributes.find(
    ({ name, mutability }) =>
      (mutability === 'readOnly' || mutability === 'immutable') && Object.hasOwn(values, name),
  );
  if (required || kept !== undefined) {
    throw new ScimError('mutability', `${kept?.name ?? schema.id} cannot be removed.`);
  }
  return withValue(draft, null, schema.id, undefined);
}

/** A required attribute may not end up unassigned by being removed (RFC 7644 §3.5.2.2). */
function refuseRemoved(patch: Patch, draft: Attributes): void {
  for (const place of patch.removed) {
    if (valueOf(draft, place) === undefined) {
      throw new ScimError('mutability', `${place.attribute.name} is required and cannot be removed.`);
    }
  }
}

function readOnly({ name }: Attribute): ScimError {
  return new ScimError('mutability', `${name} is read-only.`);
}

function nameOf({ extension, attribute, sub }: AttributeTarget): string {
  return `${extension === null ? '' : `${extension}:`}${attribute.name}${sub === null ? '' : `.${sub.name}`}`;
}

function valueOf(attributes: Attributes, { extension, attribute }: Place): unknown {
  const owner = extension === null ? attributes : objectOrEmpty(valueAt(attributes, extension));
  return valueAt(owner, attribute.name);
}

/** Never what an object inherits: a customer's schema may well have an attribute named constructor. */
function valueAt(owner: Attributes, name: string): unknown {
  return Object.hasOwn(owner, name) ? owner[name] : undefined;
}

/** A copy with one value changed; computed keys of a literal define members, so that no name reaches a prototype. */
function withValue(
  attributes: Attributes,
  extension: string | null,
  name: string,
  value: unknown,
): Attributes {
  if (extension !== null) {
    const owner = withValue(objectOrEmpty(valueAt(attributes, extension)), null, name, value);
    return withValue(attributes, null, extension, Object.keys(owner).length === 0 ? undefined : owner);
  }
  if (value !== undefined) return { ...attributes, [name]: value };
  if (!Object.hasOwn(attributes, name)) return attributes;
  return Object.fromEntries(Object.entries(attributes).filter(([known]) => known !== name));
}

function isSame(before: Attributes, after: Attributes): boolean {
  if (before === after) return true;
  const names = Object.keys(after);
  return (
    names.length === Object.keys(before).length &&
    names.every((name) => Object.hasOwn(before, name) && isEqual(before[name], after[name]))
  );
}

function isEqual(one: unknown, other: unknown): boolean {
  return one === other || canonicalJson(one) === canonicalJson(other);
}

function objectOf(value: unknown, what: string): Attributes {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ScimError('invalidValue', `${what} must be an object of attributes.`);
  }
  return value as Attributes;
}

function objectOrEmpty(value: unknown): Attributes {
  return typeof value === 'object' && value !== null ? (value as Attributes) : {};
}
