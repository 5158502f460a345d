import type { Change } from '../../domain/change.ts';
import { listed } from '../../policy/finding.ts';

/** What is done to each of several people, such as "from member to admin": without a name or a value of theirs. */
export function changeInWords({ action, before, after }: Change): string {
  switch (action) {
    case 'user.provisioned':
      return `get an account as ${textOf(after, 'role')}`;
    case 'user.linked':
      return 'are linked to the account that is there';
    case 'user.reactivated':
      return 'get access again';
    case 'user.deactivated':
      return 'lose access';
    case 'user.read_only':
      return 'may only read from then on, and lose access later';
    case 'user.purged':
      return 'lose their personal data for good';
    case 'user.updated':
      return updateInWords(before ?? {}, after ?? {});
    case 'role.changed':
      return roleInWords(before, after);
    case 'workspace.added':
      return `join the workspace ${textOf(after, 'workspace')} as ${textOf(after, 'role')}`;
    case 'workspace.removed':
      return `leave the workspace ${textOf(before, 'workspace')}`;
    case 'workspace.role_changed':
      return `are ${textOf(after, 'role')} instead of ${textOf(before, 'role')} in the workspace ${textOf(after, 'workspace')}`;
    case 'session.revoked':
      return 'are signed out';
    case 'api_key.revoked':
      return 'lose their API keys';
    case 'hold.opened':
      return 'wait for somebody to decide';
    case 'hold.expired':
      return 'do not wait for anything any more';
    default:
      return action;
  }
}

function roleInWords(before: Change['before'], after: Change['after']): string {
  const [from, to] = [textOf(before, 'role'), textOf(after, 'role')];
  if (from !== to) return `from ${from} to ${to}`;
  const origins: Record<string, string> = {
    directory: 'by their groups or a rule',
    default: 'by default',
    manual: 'by hand',
  };
  return `stay ${to}, now ${origins[textOf(after, 'origin')] ?? 'for another reason'}`;
}

function updateInWords(before: Record<string, unknown>, after: Record<string, unknown>): string {
  if ('purge_at' in after) {
    if (after['purge_at'] === null) return 'keep their data after they have left';
    return before['purge_at'] === null
      ? 'have their data purged in time'
      : 'have their data purged at another time';
  }
  if ('read_only_until' in after) return 'may read until another time';
  if ('directory_user_id' in after) return 'keep a former account, and get a new one';
  const { attributes, ...profile } = after;
  const names = [...Object.keys(profile), ...Object.keys(attributes ?? {})].map((name) =>
    name.replaceAll('_', ' '),
  );
  return `get another ${listed(names, 'and')}`;
}

function textOf(content: Record<string, unknown> | null, key: string): string {
  const value = content?.[key];
  return typeof value === 'string' ? value : 'none';
}
