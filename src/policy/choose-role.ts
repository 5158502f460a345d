import type { TraceStep } from '../domain/decision.ts';
import type { CompiledPolicy } from './compile.ts';
import { listed } from './finding.ts';
import type { MatchedMapping } from './group-mapping.ts';
import { giveWorkspace, type GivenRole, type Standing } from './standing.ts';
import { groupsInWords, type Trace } from './trace.ts';

/** Gives what the groups give, else what is the default, and sets a role given by hand beside it. */
export function chooseRole(
  policy: CompiledPolicy,
  mapped: readonly MatchedMapping[],
  manualRole: string | null,
  standing: Standing,
  trace: Trace,
): void {
  const fromGroups = rolesFromGroups(policy, mapped, standing, trace);
  const byHand = roleByHand(policy, manualRole, trace);
  const { precedence, manual_roles } = policy.effective.groups;
  const fallback =
    fromGroups.length === 0 ? defaultRole(policy, mapped, byHand === null, standing, trace) : null;
  standing.candidates = [...fromGroups, ...(fallback ? [fallback] : [])];

  const [best] = standing.candidates;
  const keepsByHand = byHand !== null && (manual_roles === 'keep' || fromGroups.length === 0);
  if (keepsByHand) {
    const instead = best && best.role !== byHand.role ? `, instead of ${best.role}` : '';
    const [step] = byHand.decidedBy;
    if (step) step.says += ` It counts${instead}.`;
    standing.role = byHand;
    return;
  }
  if (byHand && best) {
    const [step] = byHand.decidedBy;
    if (step) step.says += ` A role that a group gives counts instead.`;
  }
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
  // `listed`: the mappings came in the list's order, and so do the roles.
  return policy.effective.groups.precedence === 'listed'
    ? roles
    : roles.sort((a, b) => policy.roles.compare(a.role, b.role));
}

function sayMapping({ groups, role, workspaces }: MatchedMapping): string {
  const gives = [
    ...(role === null ? [] : [`the role ${role}`]),
    ...workspaces.map((grant) => `the workspace ${grant.key} as ${grant.role}`),
  ];
  return `In ${groupsInWords(groups)}, which ${groups.length === 1 ? 'gives' : 'give'} ${gives.length === 0 ? 'nothing' : listed(gives, 'and')}.`;
}

function roleByHand(policy: CompiledPolicy, manualRole: string | null, trace: Trace): GivenRole | null {
  if (manualRole === null) return null;
  if (!policy.roles.has(manualRole)) {
    trace.say(
      'manual_role',
      `The role ${manualRole} was set by hand, but there is no such role any more.`,
      null,
    );
    return null;
  }
  const says = `The role ${manualRole} was set by hand.`;
  const step = trace.say('manual_role', says, '/groups/manual_roles');
  return {
    role: manualRole,
    origin: 'manual',
    because: 'was given this role by hand',
    groups: [],
    decidedBy: [step],
  };
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
