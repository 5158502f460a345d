/** Changes that wait, as the API shows them. */
type ShownChange = Record<string, unknown>;

/** Changes of one person in a few words: "deactivated", "role member to admin", "removed from crm". */
export function changesInWords(changes: readonly ShownChange[]): string | null {
  return changes.length === 0 ? null : changes.map(changeInWords).join(', ');
}

function changeInWords({ action, before, after }: ShownChange): string {
  const name = typeof action === 'string' ? action : 'changed';
  switch (name) {
    case 'role.changed':
      return `role ${memberOf(before, 'role')} to ${memberOf(after, 'role')}`;
    case 'workspace.added':
    case 'workspace.removed':
      return `${name.replace('workspace.', '')} ${name === 'workspace.added' ? 'to' : 'from'} ${memberOf(after ?? before, 'workspace')}`;
    case 'user.read_only':
      return 'read only';
    default:
      return name
        .replace(/^user\./, '')
        .replaceAll('_', ' ')
        .replace('.', ' ');
  }
}

function memberOf(value: unknown, name: string): string {
  const member: unknown =
    typeof value === 'object' && value !== null && Object.hasOwn(value, name)
      ? (value as Record<string, unknown>)[name]
      : null;
  return typeof member === 'string' ? member : 'none';
}
