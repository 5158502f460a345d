import type { ResourceType } from './attribute.ts';
import type { WrittenFilter } from './filter-tree.ts';
import { isObject, memberOf } from './member-of.ts';
import { parsePatchPath } from './parse-filter.ts';
import type { MembershipEdit, PatchOperation } from './patch-operation.ts';
import { resolvePath } from './resolve-path.ts';
import { ScimError } from './scim-error.ts';

const mostMembers = 100_000;
const longestMemberId = 200;

/**
 * Takes what a PATCH of a Group asks of its members out of the operations, in order, so that a group of any size is
 * patched without being read. What is left keeps its order; members and other attributes do not depend on each other.
 * For every other type nothing is taken out.
 *
 * A `remove` of members with a list as its value removes those, though RFC 7644 §3.5.2.2 gives it no value: Entra ID,
 * OneLogin and JumpCloud mean it so, and removing everyone is the worst that could be made of it.
 *
 * @throws ScimError invalidValue, invalidFilter (only `value eq` selects members), mutability (a member is added or
 *   removed, never changed), payloadTooLarge
 */
export function splitMembershipEdits(
  type: ResourceType,
  operations: readonly PatchOperation[],
): { others: PatchOperation[]; edits: MembershipEdit[] } {
  if (type.name !== 'Group') return { others: [...operations], edits: [] };
  const others: PatchOperation[] = [];
  const edits: MembershipEdit[] = [];
  for (const operation of operations) {
    const split =
      operation.path === null ? splitPathless(type, operation) : splitByPath(type, operation, operation.path);
    if (split.other !== null) others.push(split.other);
    edits.push(...split.edits);
  }
  const named = edits.map((edit) => (edit.kind === 'remove_all' ? 0 : edit.values.length));
  refuseTooMany(named.reduce((sum, count) => sum + count, 0));
  return { others, edits };
}

/**
 * The ids in a value of `members`: objects with `value`, or with only a `$ref`, whose last segment is the id; a lone
 * object is a list of one. Each id once, in the order of their first appearance.
 *
 * @throws ScimError invalidValue, payloadTooLarge
 */
export function readMemberIds(value: unknown): string[] {
  const written: unknown[] = Array.isArray(value) ? value : [value];
  refuseTooMany(written.length);
  return [...new Set(written.map(readMemberId))];
}

interface Split {
  other: PatchOperation | null;
  edits: MembershipEdit[];
}

function splitPathless(type: ResourceType, operation: PatchOperation): Split {
  const { op, value } = operation;
  // Without a path there is nothing to remove; the refusal is left to who applies the operations.
  if (op === 'remove' || !isObject(value)) return { other: operation, edits: [] };
  const names = Object.keys(value).filter((name) => namesMembers(type, name));
  if (names.length === 0) return { other: operation, edits: [] };
  const rest = Object.entries(value).filter(([name]) => !names.includes(name));
  return {
    // Object.fromEntries defines members, so that one named __proto__ stays a member.
    other: rest.length === 0 ? null : { op, path: null, value: Object.fromEntries(rest) },
    edits: names.flatMap((name) => editOfAll(op, value[name])),
  };
}

function namesMembers(type: ResourceType, name: string): boolean {
  if (!name.toLowerCase().endsWith('members')) return false;
  const found = resolvePath(type, name);
  return (
    found !== null && found.extension === null && found.sub === null && found.attribute.name === 'members'
  );
}

function splitByPath(type: ResourceType, operation: PatchOperation, written: string): Split {
  const { path, filter, sub } = parsePatchPath(written);
  const found = resolvePath(type, path);
  if (found === null || found.extension !== null || found.attribute.name !== 'members') {
    return { other: operation, edits: [] };
  }
  if (sub !== null || found.sub !== null) throw unchangeable();
  const edits =
    filter === null
      ? editOfAll(operation.op, operation.value)
      : editOfSome(operation.op, selectedIds(filter), operation.value);
  return { other: null, edits };
}

/** An operation on the attribute as a whole. */
function editOfAll(op: PatchOperation['op'], value: unknown): MembershipEdit[] {
  switch (op) {
    case 'add': {
      if (value === undefined) throw valueMissing();
      if (value === null) return [];
      const values = readMemberIds(value);
      return values.length === 0 ? [] : [{ kind: 'add', values }];
    }
    case 'replace':
      if (value === undefined) throw valueMissing();
      return value === null ? [{ kind: 'remove_all' }] : [{ kind: 'replace', values: readMemberIds(value) }];
    case 'remove': {
      if (value === undefined || value === null) return [{ kind: 'remove_all' }];
      const values = readMemberIds(listWithin(value));
      return values.length === 0 ? [] : [{ kind: 'remove', values }];
    }
  }
}

/** Salesforce sends the list of those to remove in an object: `{ "members": [...] }`. */
function listWithin(value: unknown): unknown {
  return isObject(value) ? (memberOf(value, 'members') ?? value) : value;
}

/** An operation on the members that a value path selects. */
function editOfSome(op: PatchOperation['op'], values: string[], value: unknown): MembershipEdit[] {
  switch (op) {
    case 'remove':
      return [{ kind: 'remove', values }];
    case 'add': {
      // An element that is added by a value path has what the filter says of it: exactly that member.
      const [id, ...further] = values;
      if (value === undefined) throw valueMissing();
      if (further.length > 0 || (names(value) && readMemberId(value) !== id)) throw unchangeable();
      return [{ kind: 'add', values }];
    }
    case 'replace':
      throw unchangeable();
  }
}

function names(value: unknown): boolean {
  return isObject(value) && typeof memberOf(value, 'value') === 'string';
}

/** The ids of `value eq "a" or value eq "b"`. */
function selectedIds(filter: WrittenFilter): string[] {
  if (filter.kind === 'or') return [...new Set(filter.parts.flatMap(selectedIds))];
  const [only, ...further] = filter.kind === 'and' ? filter.parts.filter((part) => !isAnyUser(part)) : [];
  if (only !== undefined && further.length === 0) return selectedIds(only);
  if (
    filter.kind !== 'compare' ||
    filter.operator !== 'eq' ||
    filter.path.toLowerCase() !== 'value' ||
    typeof filter.value !== 'string'
  ) {
    throw new ScimError(
      'invalidFilter',
      'Members are selected by value eq "id" only, joined by or, and with type eq "User" beside it.',
    );
  }
  return [checkedId(filter.value)];
}

/** `type eq "User"` beside a value selects nothing further: ids are of one kind. */
function isAnyUser(filter: WrittenFilter): boolean {
  return (
    filter.kind === 'compare' &&
    filter.operator === 'eq' &&
    filter.path.toLowerCase() === 'type' &&
    typeof filter.value === 'string' &&
    filter.value.toLowerCase() === 'user'
  );
}

function readMemberId(written: unknown): string {
  if (typeof written === 'string') return checkedId(written);
  if (!isObject(written)) throw new ScimError('invalidValue', 'A member must be an object with a value.');
  const value = memberOf(written, 'value') ?? null;
  const reference = memberOf(written, '$ref');
  if (value === null && typeof reference === 'string') return checkedId(lastSegment(reference));
  return checkedId(value);
}

/** `https://host/v2/Users/123` names 123. */
function lastSegment(reference: string): string {
  const path = reference.split(/[?#]/, 1)[0] ?? '';
  return path.slice(path.lastIndexOf('/') + 1);
}

function checkedId(id: unknown): string {
  if (typeof id !== 'string' || id.length === 0 || id.length > longestMemberId) {
    throw new ScimError(
      'invalidValue',
      `The value of a member must be the id of a resource: text of 1 to ${longestMemberId} characters.`,
    );
  }
  // Neither can be stored as text, so that no resource can have such an id.
  if (id.includes('\0') || !id.isWellFormed()) {
    throw new ScimError('invalidValue', 'The value of a member must be well-formed text.');
  }
  return id;
}

function refuseTooMany(members: number): void {
  if (members > mostMembers) {
    throw new ScimError(
      'payloadTooLarge',
      `One request may name at most ${mostMembers} members; send them in several requests.`,
    );
  }
}

function unchangeable(): ScimError {
  return new ScimError(
    'mutability',
    'A member cannot be changed: remove it by members[value eq "id"] and add another.',
  );
}

function valueMissing(): ScimError {
  return new ScimError('invalidValue', 'An add or a replace needs a value.');
}
