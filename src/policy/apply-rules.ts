import type { TraceStep } from '../domain/decision.ts';
import type { RuleEffect } from '../generated/policy.ts';
import type { CompiledPolicy } from './compile.ts';
import type { Known } from './conditions.ts';
import type { EffectiveRule } from './effective-policy.ts';
import { FACTS_SO_FAR, knownSoFar, type AccountState } from './known-facts.ts';
import { giveWorkspace, soFar, type Standing } from './standing.ts';
import type { Trace } from './trace.ts';

/**
 * Applies the rules in their order; each sees what the earlier ones left. They are all evaluated in one run, and those
 * that come later once more only after one changed something that they look at.
 */
export async function applyRules(
  policy: CompiledPolicy,
  known: Known,
  account: AccountState,
  standing: Standing,
  trace: Trace,
): Promise<void> {
  const { conditions, places } = policy;
  const rules = policy.effective.rules
    .map((rule, i) => ({ rule, i, place: places.rules[i] ?? -1 }))
    // Where access ends anyway, a rule can only tell somebody.
    .filter(({ rule }) => standing.refusal === null || rule.then.notify !== undefined)
    .filter(({ rule }) => rule.status !== 'retired');
  const see = (): string => JSON.stringify(soFar(standing, account.role));
  const evaluate = (which: readonly number[]): Promise<ReadonlySet<number>> =>
    conditions.evaluate(which, knownSoFar(known, soFar(standing, account.role), account));

  const held = new Set(await evaluate(rules.map(({ place }) => place)));
  for (const { rule, i, place } of rules) {
    if (!held.has(place)) continue;
    const before = see();
    applyRule(policy, rule, `/rules/${i}`, standing, trace);
    if (see() === before) continue;
    const affected = rules
      .filter((later) => later.i > i && lookAtSoFar(conditions.subjectsOf[later.place]))
      .map((later) => later.place);
    const again = await evaluate(affected);
    for (const later of affected) {
      if (again.has(later)) held.add(later);
      else held.delete(later);
    }
  }
}

function lookAtSoFar(subjects: ReadonlySet<string> | undefined): boolean {
  return FACTS_SO_FAR.some((fact) => subjects?.has(fact));
}

/** What the effects of one rule work on. */
interface Applying {
  policy: CompiledPolicy;
  standing: Standing;
  trace: Trace;
  /** The rule in a sentence: its name, and why it is there. */
  named: string;
  step: TraceStep;
}

/** What one rule that holds makes of where a person stands. */
export function applyRule(
  policy: CompiledPolicy,
  rule: EffectiveRule,
  at: string,
  standing: Standing,
  trace: Trace,
): void {
  const named = rule.because === undefined ? `"${rule.name}"` : `"${rule.name}" (${rule.because})`;
  if (rule.status === 'proposed') {
    const effects = describe(rule.then).join('; ');
    trace.say('rules', `The rule ${named} is only proposed. In force, it would mean: ${effects}.`, at);
    return;
  }
  const step = trace.say('rules', '', at);
  const effects = takeEffects(rule.then, { policy, standing, trace, named, step });
  step.says = `The rule ${named} ${effects.length === 0 ? 'applies and changes nothing' : `means: ${effects.join('; ')}`}.`;
  if (effects.length > 0) step.decisive = true;
}

/** Takes the effects and returns those that changed something. A limit comes after a grant of the same rule. */
function takeEffects(then: RuleEffect, applying: Applying): string[] {
  const { standing, named, step, policy } = applying;
  const effects: string[] = [];
  const hasAccessToLose = standing.refusal === null;
  if (hasAccessToLose && then.deny === true) {
    standing.refusal = { cause: 'rule', because: `is denied access by the rule ${named}`, decidedBy: [step] };
    effects.push('no access');
  }
  if (standing.refusal === null && standing.undecidedBecause === null) {
    if (then.grant_role !== undefined) effects.push(...grantRole(then.grant_role, applying));
    if (then.cap_role !== undefined) effects.push(...capRole(then.cap_role, applying));
  }
  if (standing.refusal === null) {
    for (const { key, role } of then.add_workspaces ?? []) {
      const because = `is given it by the rule ${named}`;
      const given = { key, role, because, decidedBy: [step] };
      if (giveWorkspace(standing, given, policy.workspaceRoles))
        effects.push(`the workspace ${key} as ${role}`);
    }
    for (const key of then.remove_workspaces ?? []) {
      if (standing.workspaces.delete(key)) effects.push(`not the workspace ${key}`);
    }
  }
  if (then.notify !== undefined) {
    standing.notify.push(then.notify);
    effects.push(`${then.notify} is told`);
  }
  return effects;
}

/** At least this role, though never beyond what an earlier rule allows. */
function grantRole(role: string, { policy, standing, trace, named, step }: Applying): string[] {
  if (policy.neverGranted.has(role)) {
    trace.say(
      'never_grant',
      `${role} is never granted, so the rule ${named} does not give it.`,
      '/groups/never_grant',
    );
    return [];
  }
  const given = standing.cap === null ? role : policy.roles.weaker(role, standing.cap);
  if (policy.neverGranted.has(given)) return [];
  if (standing.role && !policy.roles.isStronger(given, standing.role.role)) return [];
  const limit = given === role ? '' : `, limited to ${given} by an earlier rule`;
  standing.role = {
    role: given,
    origin: 'directory',
    because: `is given at least ${role} by the rule ${named}${limit}`,
    groups: [],
    decidedBy: [step],
  };
  return [`at least ${role}${limit}`];
}

/** At most this role, now and for the rules that follow. */
function capRole(cap: string, { policy, standing, named, step }: Applying): string[] {
  const { roles, neverGranted } = policy;
  standing.cap = standing.cap === null ? cap : roles.weaker(cap, standing.cap);
  const had = standing.role;
  if (!had || !roles.isStronger(had.role, cap)) return [];
  const because = `${had.because}, limited to at most ${cap} by the rule ${named}`;
  // What is limited was not set by hand any more, and the groups alone do not explain it.
  const origin = had.origin === 'manual' ? 'directory' : had.origin;
  const allowed = neverGranted.has(cap)
    ? standing.candidates.find(({ role }) => !roles.isStronger(role, cap))?.role
    : cap;
  if (allowed === undefined) {
    standing.role = null;
    standing.refusal = { cause: 'rule', because: `${because}, which is never granted`, decidedBy: [step] };
    return [`at most ${cap}, which is never granted, so no access`];
  }
  standing.role = { role: allowed, origin, because, groups: [], decidedBy: [step] };
  return [`at most ${cap}, so ${allowed} instead of ${had.role}`];
}

function describe(then: RuleEffect): string[] {
  return [
    ...(then.deny === true ? ['no access'] : []),
    ...(then.grant_role === undefined ? [] : [`at least ${then.grant_role}`]),
    ...(then.cap_role === undefined ? [] : [`at most ${then.cap_role}`]),
    ...(then.add_workspaces ?? []).map(({ key, role }) => `the workspace ${key} as ${role}`),
    ...(then.remove_workspaces ?? []).map((key) => `not the workspace ${key}`),
    ...(then.notify === undefined ? [] : [`${then.notify} is told`]),
  ];
}
