import type { Account, Change, PersonPlan } from '../../domain/change.ts';
import { updateChange } from '../../reconcile/describe-changes.ts';
import type { Foreseen } from '../../reconcile/plan-everyone.ts';

/** What becomes of an account under the policy that another one is compared with. */
type Standing = Pick<Account, 'status' | 'role' | 'roleOrigin' | 'workspaces' | 'attributes'> | null;

export interface Comparison {
  /** Hears of everyone under the policy that is compared with, before anybody is asked about. */
  note: (foreseen: readonly Foreseen[]) => void;
  /** The same people under the proposal, with only that as a change which the two policies make different. */
  differences: (foreseen: readonly Foreseen[]) => Foreseen[];
}

/** Compares what two policies make of the same people. Only those whom the first one changes are kept. */
export function comparePlans(): Comparison {
  const under = new Map<string, Standing>();
  const compared = (plan: PersonPlan): PersonPlan => {
    const key = keyOf(plan);
    const before = under.has(key) ? (under.get(key) ?? null) : plan.before;
    return { ...plan, changes: differences(before, plan.after, plan), hold: null };
  };
  return {
    note: (foreseen) => {
      for (const { plan } of foreseen) {
        if (plan.changes.length > 0) under.set(keyOf(plan), plan.after);
      }
    },
    differences: (foreseen) =>
      foreseen.map(({ plan, instead }) => ({
        plan: compared(plan),
        openHold: null,
        ...(instead === undefined ? {} : { instead: compared(instead) }),
      })),
  };
}

/** The person; of an account that they leave behind for a new one, the account. */
function keyOf({ directoryUserId, before, changes }: PersonPlan): string {
  const isLeftBehind = changes.some(({ after }) => after?.['directory_user_id'] === null);
  return (isLeftBehind ? null : directoryUserId) ?? before?.id ?? '';
}

function differences(before: Standing, after: Standing, plan: PersonPlan): Change[] {
  const userId = plan.after?.id ?? plan.before?.id ?? '';
  const change = (
    action: Change['action'],
    from: Change['before'],
    to: Change['after'],
    says: string,
  ): Change => ({ action, userId, before: from, after: to, reason: says });
  const [was, is] = [before?.status ?? 'absent', after?.status ?? 'absent'];
  if (after === null || is === 'absent') {
    return was === 'absent' ? [] : [change('user.deactivated', null, null, 'They would get no account')];
  }
  if (is !== 'active') {
    const action =
      is === 'read_only' ? 'user.read_only' : is === 'purged' ? 'user.purged' : 'user.deactivated';
    return was === is ? [] : [change(action, { status: was }, { status: is }, reasonOf(plan))];
  }
  if (was !== 'active') {
    const action = was === 'absent' ? 'user.provisioned' : 'user.reactivated';
    return [change(action, { status: was }, { status: is, role: after.role }, reasonOf(plan))];
  }
  if (before === null) return [];
  const changes: Change[] = [];
  if (before.role !== after.role || before.roleOrigin !== after.roleOrigin) {
    const from = { role: before.role, origin: before.roleOrigin };
    changes.push(
      change('role.changed', from, { role: after.role, origin: after.roleOrigin }, reasonOf(plan)),
    );
  }
  const old = new Map(before.workspaces.map(({ key, role }) => [key, role]));
  for (const { key, role } of after.workspaces) {
    const former = old.get(key);
    old.delete(key);
    if (former === role) continue;
    const action = former === undefined ? 'workspace.added' : 'workspace.role_changed';
    const from = former === undefined ? null : { workspace: key, role: former };
    changes.push(change(action, from, { workspace: key, role }, reasonOf(plan)));
  }
  for (const [key, role] of old) {
    changes.push(change('workspace.removed', { workspace: key, role }, null, reasonOf(plan)));
  }
  if (plan.after !== null) {
    const attributes = { ...plan.after, attributes: before.attributes };
    changes.push(...updateChange(attributes, plan.after));
  }
  return changes;
}

function reasonOf({ decision }: PersonPlan): string {
  if (decision === null) return 'The two policies decide differently';
  const because = decision.outcome === 'active' ? decision.roleBecause : decision.because;
  return `Decided differently: the person ${because}`;
}
