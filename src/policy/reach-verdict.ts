import type { Leaving } from '../domain/decision.ts';
import { applyRules } from './apply-rules.ts';
import { chooseRole } from './choose-role.ts';
import type { CompiledPolicy } from './compile.ts';
import type { Known } from './conditions.ts';
import type { MatchedMapping } from './group-mapping.ts';
import { judgeFilters } from './judge-filters.ts';
import type { AccountState } from './known-facts.ts';
import { sayHowAccessEnds } from './say-how-access-ends.ts';
import { startStanding, workspacesOf, type Standing } from './standing.ts';
import { markDecisive, startTrace, type Trace } from './trace.ts';
import type { Verdict } from './verdict.ts';

/** Everything that a verdict depends on, besides the policy. */
export interface VerdictInput {
  active: boolean;
  known: Known;
  mapped: readonly MatchedMapping[];
  manualRole: string | null;
  promotedRole: string | null;
  account: AccountState;
}

/**
 * Takes the steps in the order of authority: directory, filters, groups, roles set by hand, rules, deactivation.
 * `never_grant` is kept wherever a role could be given rather than once at the end: so a forbidden role never hides
 * from a rule the one that is given in its place.
 */
export async function reachVerdict(policy: CompiledPolicy, input: VerdictInput): Promise<Verdict> {
  const { known, account } = input;
  const trace = startTrace();
  const standing = startStanding();
  judgeDirectory(input, standing, trace);
  if (standing.refusal === null) await judgeFilters(policy, input, standing, trace);
  if (standing.leftAloneBecause !== null) {
    return { outcome: 'leave_alone', because: standing.leftAloneBecause, notify: [], steps: trace.steps };
  }
  if (standing.refusal === null) chooseRole(policy, input, standing, trace);
  await applyRules(policy, known, account, standing, trace);
  refuseWithoutRole(standing);
  const leaving =
    standing.refusal === null ? null : await sayHowAccessEnds(policy, known, account, standing, trace);
  return conclude(policy, standing, leaving, trace);
}

function judgeDirectory({ active }: VerdictInput, standing: Standing, trace: Trace): void {
  if (active) {
    trace.say('directory', 'Active in the directory.', null);
    return;
  }
  const step = trace.say('directory', 'No longer active in the directory, which ends all access.', null);
  const because = 'is no longer active in the directory';
  standing.refusal = { cause: 'left', because, decidedBy: [step] };
}

function refuseWithoutRole(standing: Standing): void {
  if (standing.role !== null || standing.refusal !== null || standing.undecidedBecause !== null) return;
  const because = 'is in no group that gives access';
  standing.refusal = { cause: 'in_no_mapped_group', because, decidedBy: standing.withoutRole };
}

function conclude(
  policy: CompiledPolicy,
  standing: Standing,
  leaving: Leaving | null,
  trace: Trace,
): Verdict {
  const shared = { notify: [...new Set(standing.notify)], steps: trace.steps };
  if (standing.refusal !== null && leaving !== null) {
    const { cause, because, decidedBy } = standing.refusal;
    markDecisive(decidedBy);
    return {
      outcome: 'no_access',
      cause,
      because,
      revoke: [...policy.effective.deactivation.revoke],
      leaving,
      ...shared,
    };
  }
  if (standing.role === null) {
    return { outcome: 'undecided', because: standing.undecidedBecause ?? 'has no role yet', ...shared };
  }
  const { role, origin, because, groups, decidedBy } = standing.role;
  const given = workspacesOf(standing);
  markDecisive([...decidedBy, ...given.flatMap((workspace) => workspace.decidedBy)]);
  const workspaces = given.map(({ key, role, because }) => ({ key, role, because }));
  return {
    outcome: 'active',
    role,
    roleOrigin: origin,
    roleBecause: because,
    roleGroups: groups,
    workspaces,
    ...shared,
  };
}
