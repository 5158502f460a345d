import type { Change } from '../../domain/change.ts';
import type { Decision, WorkspaceGrant } from '../../domain/decision.ts';
import type { GroupMappingOnceActive, PolicyPlanGroup } from '../../generated/api.ts';
import { readProfile } from '../../policy/attributes.ts';
import type { ActivePolicy } from '../../reconcile/active-policy.ts';
import { decideUnapplied, type DecidedByBoth } from '../../reconcile/decide-unapplied.ts';
import type { Transaction } from '../../store/database.ts';
import { countUnapplied } from '../../store/directory-people.ts';
import { changeInWords } from '../policy-plan/change-in-words.ts';
import { byConsequence, roleGivenBy } from '../policy-plan/summarize.ts';

type Difference = Pick<Change, 'action' | 'before' | 'after'>;

interface Counted {
  group: PolicyPlanGroup;
  /** The role that each of them has then, where it is about that. */
  gives: string | null;
}

/**
 * What another policy would change for people of directories of which nothing is applied now, once they are active. Writes
 * nothing. Null: there is no such directory.
 */
export async function planOnceActive(
  trx: Transaction,
  tenantId: string,
  {
    policy,
    proposed,
    now,
    named,
  }: { policy: ActivePolicy; proposed: ActivePolicy; now: Date; named: number },
): Promise<GroupMappingOnceActive | null> {
  const directories = await countUnapplied(trx, tenantId);
  if (directories.length === 0) return null;
  const groups = new Map<string, Counted>();
  let changed = 0;
  const ids = directories.map(({ directory }) => directory);
  const lookedAt = await decideUnapplied({ trx, tenantId, policy, now }, proposed, ids, (decided) => {
    const differences = differencesOf(decided.now, decided.then);
    if (differences.length > 0) changed += 1;
    for (const difference of differences) countIn(groups, difference, decided, named);
  });
  const inOrder = byConsequence(policy.compiled.roles);
  return {
    directories,
    people: { looked_at: lookedAt, changed },
    groups: [...groups.values()].sort((a, b) => inOrder(ranked(a), ranked(b))).map(({ group }) => group),
  };
}

function ranked({
  group: { action, says, people },
  gives,
}: Counted): Parameters<ReturnType<typeof byConsequence>>[0] {
  return { action, says, people, gives };
}

function differencesOf(now: Decision, then: Decision): Difference[] {
  if (then.outcome === 'leave_alone') return [];
  if (then.outcome === 'undecided') {
    return now.outcome === 'undecided' ? [] : [{ action: 'hold.opened', before: null, after: null }];
  }
  if (then.outcome === 'no_access') {
    return now.outcome === 'active' ? [{ action: 'user.deactivated', before: null, after: null }] : [];
  }
  const { role } = then;
  if (now.outcome !== 'active') return [{ action: 'user.provisioned', before: null, after: { role } }];
  const changed: Difference[] =
    now.role === role ? [] : [{ action: 'role.changed', before: { role: now.role }, after: { role } }];
  return [...changed, ...workspaceDifferences(now.workspaces, then.workspaces)];
}

function workspaceDifferences(now: readonly WorkspaceGrant[], then: readonly WorkspaceGrant[]): Difference[] {
  const had = new Map(now.map(({ key, role }) => [key, role]));
  const gets = new Set(then.map(({ key }) => key));
  return [
    ...then.flatMap(({ key, role }): Difference[] => {
      const before = had.get(key);
      if (before === role) return [];
      const after = { workspace: key, role };
      return before === undefined
        ? [{ action: 'workspace.added', before: null, after }]
        : [{ action: 'workspace.role_changed', before: { workspace: key, role: before }, after }];
    }),
    ...[...had]
      .filter(([key]) => !gets.has(key))
      .map(([key, role]): Difference => ({
        action: 'workspace.removed',
        before: { workspace: key, role },
        after: null,
      })),
  ];
}

function countIn(
  groups: Map<string, Counted>,
  difference: Difference,
  { person, then }: DecidedByBoth,
  named: number,
): void {
  const says = changeInWords({ ...difference, userId: '', reason: '' });
  const key = JSON.stringify([difference.action, says]);
  const role = difference.after?.['role'];
  const counted: Counted = groups.get(key) ?? {
    group: {
      ...{ action: difference.action, role: roleGivenBy(difference), says },
      ...{ held_by: null, place: null, people: 0, named: [] },
    },
    gives: typeof role === 'string' ? role : null,
  };
  const { group } = counted;
  group.people += 1;
  groups.set(key, counted);
  if (group.named.length >= named) return;
  const { directory, linked, externalId } = person;
  const { email, displayName } = readProfile(directory.resource ?? {});
  group.named.push({
    directory_user_id: directory.id,
    user_id: linked?.account.id ?? null,
    external_id: externalId,
    display_name: displayName,
    email,
    reason: `This person ${then.outcome === 'active' ? then.roleBecause : then.because}`,
  });
}
