import { requireShort, requireStorable } from './read-scalar.ts';
import { ScimError } from './scim-error.ts';

/**
 * The ids of a Group's members as a POST or PUT lists them, each once, in order. Of a member only its value counts: type,
 * $ref and display are ours to say.
 *
 * @throws ScimError invalidValue, with the place.
 */
export function readMembers(written: unknown): string[] {
  if (written === null) return [];
  const members: unknown[] = Array.isArray(written) ? written : [written];
  const ids = new Set<string>();
  for (const [index, member] of members.entries()) {
    if (member === null) continue;
    ids.add(readMember(member, `members[${index}]`));
  }
  return [...ids];
}

function readMember(member: unknown, where: string): string {
  if (typeof member !== 'object' || member === null || Array.isArray(member)) {
    throw new ScimError('invalidValue', `${where} must be an object with a value: the id of the member.`);
  }
  const name = Object.hasOwn(member, 'value')
    ? 'value'
    : Object.keys(member).find((each) => each.toLowerCase() === 'value');
  const id: unknown = name === undefined ? undefined : (member as Record<string, unknown>)[name];
  if (typeof id !== 'string' || id === '') {
    throw new ScimError('invalidValue', `${where}.value must be the id of the member, as a string.`);
  }
  requireStorable(id, `${where}.value`);
  requireShort(id, `${where}.value`);
  return id;
}
