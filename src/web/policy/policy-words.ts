import type { PolicyVocabulary } from '../../generated/api.ts';

/** A value that is offered, with what it means. */
export interface OfferedValue {
  value: string;
  /** Beside it, in a few words. */
  detail?: string;
  says?: string;
}

type Path = readonly (string | number)[];

/** What only this tenant and its product know: roles, attributes, workspaces, and the groups that exist. */
export function valuesOfTenant(
  path: Path,
  words: PolicyVocabulary,
  /** The attribute that is compared, where the place is a comparison. */
  attribute: string | null,
): OfferedValue[] {
  const last = path.findLast((step) => typeof step === 'string') ?? '';
  const [section] = path;
  const isOfWorkspaces = path.some((step) => /workspaces$/.test(String(step)));
  if (isOfWorkspaces && last === 'role') return words.workspace_roles.map((value) => ({ value }));
  if (isOfWorkspaces) return words.workspaces.map((value) => ({ value }));
  switch (last) {
    case 'role':
    case 'cap_role':
    case 'grant_role':
    case 'never_grant':
      return rolesOf(words);
    case 'default_role':
      return [...rolesOf(words), { value: 'no_access' }];
    case 'from':
      return section === 'sole_admin' ? rolesOf(words, false) : [];
    case 'attribute':
      return words.attributes.map(({ name, values }) => ({ value: name, ...detailOf(values) }));
    case 'equals':
    case 'not_equals':
    case 'in':
    case 'not_in':
      return (words.attributes.find(({ name }) => name === attribute)?.values ?? []).map((value) => ({
        value,
      }));
    case 'member_of':
      return words.groups.flatMap(({ name }) => (name === null ? [] : [{ value: name }]));
    case 'id':
      return section === 'groups'
        ? words.groups.map(({ id, name }) => ({ value: id, ...(name !== null && { detail: name }) }))
        : [];
    case 'name':
      return section === 'groups'
        ? words.groups.flatMap(({ id, name }) => (name === null ? [] : [{ value: name, detail: id }]))
        : [];
    default:
      return [];
  }
}

/** Keys that are names of this product, such as its attributes. */
export function keysOfTenant(path: Path, words: PolicyVocabulary): string[] {
  const isMap = path.length === 2 && path[0] === 'attributes' && path[1] === 'map';
  return isMap ? words.attributes.filter(({ mapped }) => mapped).map(({ name }) => name) : [];
}

function rolesOf({ roles }: PolicyVocabulary, administers?: boolean): OfferedValue[] {
  return roles
    .filter((role) => administers === undefined || role.administers === administers)
    .map(({ key, name }) => ({ value: key, ...(name !== key && { detail: name }) }));
}

function detailOf(values: readonly string[]): { detail?: string } {
  return values.length === 0 ? {} : { detail: values.slice(0, 4).join(', ') };
}
