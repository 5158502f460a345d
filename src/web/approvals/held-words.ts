import type { HoldPerson } from '../../generated/api.ts';
import { actionInWords } from '../activity/record-words.ts';
import { strings } from '../strings/strings.ts';

type ShownChange = HoldPerson['changes'][number];

/** What waits for one person, in a few words: "role member to viewer, leaves crm". */
export function changesInWords(
  changes: readonly ShownChange[],
  roleCalled: (key: string) => string = (key) => key,
): string {
  if (changes.length === 0) return strings.approvals.changes.waits;
  return changes.map((change) => changeInWords(change, roleCalled)).join(', ');
}

function changeInWords({ action, before, after }: ShownChange, roleCalled: (key: string) => string): string {
  const { changes: words } = strings.approvals;
  const kind = typeof action === 'string' ? action : '';
  const role = (value: unknown): string => {
    const key = textOf(value, 'role');
    return key === null ? words.none : roleCalled(key);
  };
  switch (kind) {
    case 'role.changed':
      return words.role(role(before), role(after));
    case 'workspace.added':
      return words.join(textOf(after, 'workspace') ?? '', textOf(after, 'role') ?? words.none);
    case 'workspace.removed':
      return words.leave(textOf(before, 'workspace') ?? '');
    case 'user.deactivated':
      return words.deactivated;
    case 'user.read_only':
      return words.readOnly;
    case 'user.provisioned':
      return words.provisioned(role(after));
    case 'user.linked':
      return words.linked;
    case 'user.reactivated':
      return words.reactivated;
    default:
      return actionInWords(kind);
  }
}

function textOf(value: unknown, member: string): string | null {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, member)) return null;
  const found = (value as Record<string, unknown>)[member];
  return typeof found === 'string' ? found : null;
}
