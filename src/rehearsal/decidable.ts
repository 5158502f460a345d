import type { PolicyDocument } from '../generated/policy.ts';

/** Keys and indexes from the root of a policy. */
export type Path = readonly string[];

/** Places that no test can go by: they say what something is called, whom to write to, or what is not for tests. */
const BESIDES_TESTS: readonly RegExp[] = [
  /^\/(?:version|tenant|about|first_sync|pause)(?:\/|$)/,
  /^\/filters\/(?:include|exclude)\/\d+\/(?:name|because)$/,
  /^\/rules\/\d+\/(?:name|because)$/,
  /^\/deactivation\/exceptions\/\d+\/(?:name|because)$/,
  /^\/attributes\/sensitive\/mask_in_logs(?:\/|$)/,
  /^\/sole_admin\/promote\/pick$/,
  /^\/guards\/approvers(?:\/|$)/,
  /^\/notifications\/[^/]+\/(?:send|to)(?:\/|$)/,
];

/** Whether a test of a policy can depend on what stands at this place. */
export function isDecidable(path: Path, document: PolicyDocument): boolean {
  const at = toPointer(path);
  if (BESIDES_TESTS.some((pattern) => pattern.test(at))) return false;
  const [section, list, index, key] = path;
  // History, or only proposed: it is not in force, and decides nothing.
  if (section === 'rules' && (document.rules?.[Number(list)]?.status ?? 'active') !== 'active') return false;
  // With one role, or none, no two groups ever give different ones.
  if (at === '/groups/precedence') return new Set(rolesOfGroups(document)).size > 1;
  const isLabel = section === 'groups' && list === 'map' && key === 'name';
  if (isLabel && document.groups?.match_by !== 'name')
    return document.groups?.map?.[Number(index)]?.id === undefined;
  return true;
}

/** The roles that groups may give, in the order of the list. */
export function rolesOfGroups({ groups }: PolicyDocument): string[] {
  const never: readonly string[] = groups?.never_grant ?? [];
  return (groups?.map ?? []).flatMap(({ role }) =>
    role === undefined || never.includes(role) ? [] : [role],
  );
}

export function toPointer(path: Path): string {
  return path.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** Whether one place is the other or lies within it. */
export function isWithin(at: string, place: string): boolean {
  return at === place || at.startsWith(`${place}/`);
}
