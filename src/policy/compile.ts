import { LRUCache } from 'lru-cache';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { Catalog } from '../generated/catalog.ts';
import { compileAttributes, type AttributeReader } from './attributes.ts';
import { compileConditions, type ConditionSet, type Leaf, type WrittenCondition } from './conditions.ts';
import type { EffectivePolicy } from './effective-policy.ts';
import { compileGroupMatcher, type GroupMatcher } from './group-mapping.ts';
import { compileLeaving, type WaysOfLeaving } from './leaving.ts';
import { FACTS, FACTS_SO_FAR } from './known-facts.ts';
import { compileRoleOrder, type RoleOrder } from './role-order.ts';
import type { Verdict } from './verdict.ts';
import { ALWAYS_PRESENT_ATTRIBUTES } from './vocabulary.ts';

/** A policy version ready to decide, over and over and at once. */
export interface CompiledPolicy {
  version: number;
  effective: EffectivePolicy;
  roles: RoleOrder;
  workspaceRoles: RoleOrder;
  neverGranted: ReadonlySet<string>;
  attributes: AttributeReader;
  matchGroups: GroupMatcher;
  conditions: ConditionSet;
  /** The comparisons whose result is known before anything is decided; those of the others follow from them. */
  leavesFromStart: readonly Leaf[];
  /** Where the conditions of each section stand in `conditions`. */
  places: { include: number[]; exclude: number[]; rules: number[]; exceptions: number[] };
  leaving: WaysOfLeaving;
  /** Who may not be promoted: the condition of `sole_admin.promote.unless`; null where there is none. */
  neverPromoted: ConditionSet | null;
  /** Verdicts by what they depend on; see decide.ts. */
  memo: LRUCache<string, Verdict>;
  /** Verdicts that are being reached at this moment. */
  reaching: Map<string, Promise<Verdict>>;
}

/** Together about a megabyte per policy, however many people a tenant has. */
const MOST_VERDICTS = 2_000;
const MOST_CHARACTERS = 500_000;

/**
 * Compiles what is in force for a tenant. Throws `policy_invalid`, naming the place, for whatever the linter would
 * have refused and evaluation would only pass over in silence: unknown roles, attributes, facts and operators, and
 * conditions that are empty or nested too deep.
 */
export function compilePolicy(effective: EffectivePolicy, catalog: Catalog, version: number): CompiledPolicy {
  const roles = compileRoleOrder(catalog.roles);
  const workspaceRoles = compileRoleOrder(catalog.workspace_roles ?? []);
  refuseUnknownRoles(effective, roles, workspaceRoles);
  const { include, exclude } = effective.filters;
  const sections = {
    include: include.map((filter, i) => ({ at: `/filters/include/${i}`, condition: filter })),
    exclude: exclude.map((filter, i) => ({ at: `/filters/exclude/${i}`, condition: filter })),
    // A retired rule is history: it may name what is no more.
    rules: effective.rules.map(({ when, status }, i) =>
      status === 'retired' ? null : { at: `/rules/${i}/when`, condition: when },
    ),
    exceptions: effective.deactivation.exceptions.map(({ when }, i) => ({
      at: `/deactivation/exceptions/${i}/when`,
      condition: when,
    })),
  } satisfies Record<string, (WrittenCondition | null)[]>;
  const written = Object.values(sections)
    .flat()
    .filter((each) => each !== null);
  const placesOf = (section: (WrittenCondition | null)[]): number[] =>
    section.map((each) => (each === null ? -1 : written.indexOf(each)));
  const vocabulary = {
    attributes: new Set([...Object.keys(effective.attributes.map), ...ALWAYS_PRESENT_ATTRIBUTES]),
    facts: new Set(FACTS),
  };
  const conditions = compileConditions(written, vocabulary);
  const unless = effective.sole_admin.promote?.unless;
  // Apart from the others, because no verdict depends on it: whom it tells apart can share one.
  const neverPromoted = unless
    ? compileConditions([{ at: '/sole_admin/promote/unless', condition: unless }], vocabulary)
    : null;
  return {
    version,
    effective,
    roles,
    workspaceRoles,
    neverGranted: new Set(effective.groups.never_grant),
    attributes: compileAttributes(effective.attributes.map, catalog),
    matchGroups: compileGroupMatcher(effective.groups),
    conditions,
    leavesFromStart: conditions.leaves.filter((leaf) => !FACTS_SO_FAR.includes(leaf.subject)),
    places: {
      include: placesOf(sections.include),
      exclude: placesOf(sections.exclude),
      rules: placesOf(sections.rules),
      exceptions: placesOf(sections.exceptions),
    },
    leaving: compileLeaving(effective.deactivation),
    neverPromoted,
    memo: new LRUCache({ max: MOST_VERDICTS, maxSize: MOST_CHARACTERS }),
    reaching: new Map(),
  };
}

function refuseUnknownRoles(effective: EffectivePolicy, roles: RoleOrder, workspaceRoles: RoleOrder): void {
  const { default_role, never_grant, map } = effective.groups;
  const promotedFrom = effective.sole_admin.promote?.from ?? [];
  const then = effective.rules.map((rule) => (rule.status === 'retired' ? {} : rule.then));
  const named: [string, string | undefined][] = [
    ['/groups/default_role', default_role === 'no_access' ? undefined : default_role],
    ...never_grant.map((role, i): [string, string] => [`/groups/never_grant/${i}`, role]),
    ...map.map(({ role }, i): [string, string | undefined] => [`/groups/map/${i}/role`, role]),
    ...promotedFrom.map((role, i): [string, string] => [`/sole_admin/promote/from/${i}`, role]),
    ...then.flatMap(({ cap_role, grant_role }, i): [string, string | undefined][] => [
      [`/rules/${i}/then/cap_role`, cap_role],
      [`/rules/${i}/then/grant_role`, grant_role],
    ]),
  ];
  const grants = [
    ...map.map(({ workspaces }, i) => ({ at: `/groups/map/${i}/workspaces`, workspaces })),
    ...then.map(({ add_workspaces }, i) => ({
      at: `/rules/${i}/then/add_workspaces`,
      workspaces: add_workspaces,
    })),
  ];
  for (const [at, role] of named) if (role !== undefined && !roles.has(role)) refuse(at, `no role ${role}`);
  for (const { at, workspaces } of grants) {
    for (const { role } of workspaces ?? []) {
      if (!workspaceRoles.has(role)) refuse(at, `no workspace role ${role}`);
    }
  }
}

function refuse(at: string, what: string): never {
  throw new RollcallError('policy_invalid', `The catalog has ${what} (${at}).`, { details: { at } });
}
