import type { strings } from '../strings/strings.ts';

/** Which kinds of records stand together in the filter, and under which name. */
export const actionGroups: readonly {
  group: keyof typeof strings.activity.groups;
  prefixes: readonly string[];
}[] = [
  { group: 'people', prefixes: ['user.', 'session.', 'api_key.'] },
  { group: 'access', prefixes: ['role.', 'workspace.'] },
  { group: 'approvals', prefixes: ['hold.'] },
  { group: 'directory', prefixes: ['directory.', 'event.'] },
  { group: 'policy', prefixes: ['policy.'] },
  { group: 'product', prefixes: ['webhook.', 'portal_link.'] },
];

/** How weighty a kind of record is, and what of: for its sign. */
export function signOfAction(
  action: string,
): 'arrives' | 'leaves' | 'access' | 'waits' | 'directory' | 'policy' | 'key' | 'change' {
  if (/^user\.(provisioned|linked|reactivated)$/.test(action)) return 'arrives';
  if (/^user\.(deactivated|read_only|purged)$/.test(action)) return 'leaves';
  if (/^(role|workspace)\./.test(action)) return 'access';
  if (action.startsWith('hold.')) return 'waits';
  if (/^(directory|event)\./.test(action)) return 'directory';
  if (action.startsWith('policy.')) return 'policy';
  if (/^(session|api_key|webhook|portal_link)\./.test(action)) return 'key';
  return 'change';
}
