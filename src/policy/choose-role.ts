import type { TraceStep } from '../domain/decision.ts';
import type { CompiledPolicy } from './compile.ts';
import { listed } from './finding.ts';
import type { MatchedMapping } from './group-mapping.ts';
import { giveWorkspace, type GivenRole, type Standing } from './standing.ts';
import { groupsInWords, type Trace } from './trace.ts';

/** What is known of a person's roles: what the groups give, and what was given otherwise. */
interface RolesKnown {
  mapped: readonly MatchedMapping[];
  manualRole: string | null;
  promotedRole: string | null;
}

/** Gives what the groups give, else what is the default, and sets a role given by hand or by promotion beside it. */
export function chooseRole(
  policy: CompiledPolicy,
  known: RolesKnown,
  standing: Standing,
  trace: Trace,
): void {
  const { mapped } = known;
  const fromGroups = rolesFromGroups(policy, mapped, standing, trace);
  const given = roleGivenBeside(policy, known, trace);
  const { precedence } = policy.effective.groups;
  const fallback =
    fromGroups.length === 0 ? defaultRole(policy, mapped, given === null, standing, trace) : null;
  standing.candidates = [...fromGroups, ...(fallback ? [fallback] : [])];

  const [best] = standing.candidates;
  if (given?.counts(standing.candidates, fromGroups) === true) {
    const instead = best && best.role !== given.role.role ? `, instead of ${best.role}` : '';
    given.step.says += ` It counts${instead}.`;
    standing.role = given.role;
    return;
  }
  if (given && best) given.step.says += ` ${given.otherwise}`;
  if (precedence === 'hold' && fromGroups.length > 1) {
    const groups = fromGroups.flatMap((given) => given.groups);
    const roles = fromGroups.map((given) => given.role);
    standing.undecidedBecause = `is in ${groupsInWords(groups)}, which give the different roles ${listed(roles, 'and')}`;
    trace.say(
      'groups',
      'Several groups give different roles, so a person has to decide.',
      '/groups/precedence',
    ).decisive = true;
    return;
  }
  if (fromGroups.length > 1 && best) {
    const which = precedence === 'listed' ? 'of the group listed first' : 'that is strongest';
    trace.say(
      'groups',
      `Several groups give different roles; the one ${which} counts: ${best.role}.`,
      '/groups/precedence',
    );
  }
  standing.role = best ?? null;
}

/** The roles that the groups give, each once, best first; and the workspaces. */
function rolesFromGroups(
  policy: CompiledPolicy,
  mapped: readonly MatchedMapping[],
  standing: Standing,
  trace: Trace,
): GivenRole[] {
  const byRole = new Map<string, { groups: Set<string>; decidedBy: TraceStep[] }>();
  for (const mapping of mapped) {
    const step = trace.say('groups', sayMapping(mapping), `/groups/map/${mapping.place}`);
    const because = `is in ${groupsInWords(mapping.groups)}`;
    for (const { key, role } of mapping.workspaces) {
      giveWorkspace(standing, { key, role, because, decidedBy: [step] }, policy.workspaceRoles);
    }
    if (mapping.role === null) continue;
    if (policy.neverGranted.has(mapping.role)) {
      trace.say(
        'never_grant',
        `${mapping.role} is never granted, so it does not count.`,
        '/groups/never_grant',
      );
      continue;
    }
    const given = byRole.get(mapping.role) ?? { groups: new Set(), decidedBy: [] };
    for (const group of mapping.groups) given.groups.add(group);
    given.decidedBy.push(step);
    byRole.set(mapping.role, given);
  }
  const roles = [...byRole].map(([role, given]): GivenRole => {
    const groups = [...given.groups].sort();
    return {
      role,
      origin: 'directory',
      because: `is in ${groupsInWords(groups)}`,
      groups,
      decidedBy: given.decidedBy,
    };
  });
  return byPrecedence(policy, roles);
}

/** What gives roles, in the order of `groups.map`, as it counts: what the list names first, else the strongest role first. */
export function byPrecedence<Given extends { role: string }>(
  { effective, roles }: Pick<CompiledPolicy, 'effective' | 'roles'>,
  given: readonly Given[],
): Given[] {
  if (effective.groups.precedence === 'listed') return [...given];
  return given.toSorted((a, b) => roles.compare(a.role, b.role));
}

function sayMapping({ groups, role, workspaces }: MatchedMapping): string {
  const gives = [
    ...(role === null ? [] : [`the role ${role}`]),
    ...workspaces.map((grant) => `the workspace ${grant.key} as ${grant.role}`),
  ];
  return `In ${groupsInWords(groups)}, which ${groups.length === 1 ? 'gives' : 'give'} ${gives.length === 0 ? 'nothing' : listed(gives, 'and')}.`;
}

/** A role that no group gives, and whether it counts beside what the groups and the default give. */
interface GivenBeside {
  role: GivenRole;
  step: TraceStep;
  counts(candidates: readonly GivenRole[], fromGroups: readonly GivenRole[]): boolean;
  /** What to say if it does not count. */
  otherwise: string;
}

/** A role set by hand takes the place of one given by promotion. */
function roleGivenBeside(
  policy: CompiledPolicy,
  { manualRole, promotedRole }: RolesKnown,
  trace: Trace,
): GivenBeside | null {
  if (manualRole !== null) {
    const because = 'was given this role by hand';
    const given = giveBeside(policy, manualRole, 'was set by hand', because, '/groups/manual_roles', trace);
    return (
      given && {
        ...given,
        counts: (_, fromGroups) => policy.effective.groups.manual_roles === 'keep' || fromGroups.length === 0,
        otherwise: 'A role that a group gives counts instead.',
      }
    );
  }
  if (promotedRole === null) return null;
  const why = 'because nobody else would have administered';
  const because = `was given this role ${why}`;
  const given = giveBeside(policy, promotedRole, `was given ${why}`, because, '/sole_admin', trace);
  return (
    given && {
      ...given,
      counts: (candidates, fromGroups) => {
        const isUndecided = policy.effective.groups.precedence === 'hold' && fromGroups.length > 1;
        const rivals = isUndecided ? fromGroups : candidates.slice(0, 1);
        return !rivals.some((rival) => policy.roles.isStronger(rival.role, promotedRole));
      },
      otherwise: 'A stronger one counts instead.',
    }
  );
}

function giveBeside(
  policy: CompiledPolicy,
  role: string,
  how: string,
  because: string,
  at: string,
  trace: Trace,
): Pick<GivenBeside, 'role' | 'step'> | null {
  if (!policy.roles.has(role)) {
    trace.say('manual_role', `The role ${role} ${how}, but there is no such role any more.`, null);
    return null;
  }
  const step = trace.say('manual_role', `The role ${role} ${how}.`, at);
  return { role: { role, origin: 'manual', because, groups: [], decidedBy: [step] }, step };
}

function defaultRole(
  policy: CompiledPolicy,
  mapped: readonly MatchedMapping[],
  endsAccess: boolean,
  standing: Standing,
  trace: Trace,
): GivenRole | null {
  const role = policy.effective.groups.default_role;
  const at = '/groups/default_role';
  const where = mapped.length === 0 ? 'In no group that this policy maps' : 'No group gives a role';
  if (role === 'no_access') {
    if (endsAccess) standing.withoutRole.push(trace.say('groups', `${where}, which means no access.`, at));
    return null;
  }
  if (policy.neverGranted.has(role)) {
    const says = `The default role ${role} is never granted, so it does not count.`;
    standing.withoutRole.push(trace.say('never_grant', says, '/groups/never_grant'));
    return null;
  }
  const step = trace.say('groups', `${where}, so the default role ${role} counts.`, at);
  const because = 'is in no group that gives a role, so the default role counts';
  return { role, origin: 'default', because, groups: [], decidedBy: [step] };
}
