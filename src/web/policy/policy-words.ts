import type { PolicyVocabulary } from '../../generated/api.ts';

/** A value that is offered, with what it means. */
export interface OfferedValue {
  value: string;
  /** Beside it, in a few words. */
  detail?: string;
  /** It is no text, such as true. */
  isPlain?: boolean;
}

type Path = readonly (string | number)[];

/** What a condition compares, such as the attribute country or the fact role. */
export interface Compared {
  kind: 'attribute' | 'fact';
  name: string;
}

/** What facts can be, of those that can only be a few things; see src/policy/known-facts.ts. */
const FACT_VALUES: Readonly<Record<string, readonly string[]>> = {
  status: ['active', 'deactivated'],
  in_scope: ['true', 'false'],
  event: ['provision', 'update', 'reactivate', 'deactivate'],
  source: ['workos', 'scim'],
  is_last_admin: ['true', 'false'],
};

/**
 * What only this tenant and its product know: roles, attributes, workspaces, and the groups that exist; null where they have
 * no say.
 *
 * @param compared where the place is a comparison
 */
export function valuesOfTenant(
  path: Path,
  words: PolicyVocabulary,
  compared: Compared | null,
): OfferedValue[] | null {
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
      return section === 'sole_admin' ? rolesOf(words, false) : null;
    case 'attribute':
      return words.attributes.map(({ name, values }) => ({ value: name, ...detailOf(values) }));
    case 'equals':
    case 'not_equals':
    case 'in':
    case 'not_in':
      return compared === null ? null : valuesCompared(compared, words);
    case 'member_of':
      return words.groups.flatMap(({ name }) => (name === null ? [] : [{ value: name }]));
    case 'id':
      return section === 'groups' ? words.groups.map(({ id, name }) => withDetail(id, name)) : null;
    case 'name':
      return section === 'groups'
        ? words.groups.flatMap(({ id, name }) => (name === null ? [] : [withDetail(name, id)]))
        : null;
    default:
      return null;
  }
}

function valuesCompared({ kind, name }: Compared, words: PolicyVocabulary): OfferedValue[] | null {
  if (kind === 'fact' && name === 'role') return rolesOf(words);
  const values =
    kind === 'fact'
      ? Object.hasOwn(FACT_VALUES, name) && FACT_VALUES[name]
      : words.attributes.find((attribute) => attribute.name === name)?.values;
  if (!values || values.length === 0) return null;
  return values.map((value) => ({ value, ...(/^(true|false)$/.test(value) && { isPlain: true }) }));
}

function withDetail(value: string, detail: string | null): OfferedValue {
  return { value, ...(detail !== null && detail !== value && { detail }) };
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
