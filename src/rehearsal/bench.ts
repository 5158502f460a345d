import type { Catalog } from '../generated/catalog.ts';
import { durationMs } from '../domain/duration.ts';
import { compilePolicy, type CompiledPolicy } from '../policy/compile.ts';
import type { EffectivePolicy } from '../policy/effective-policy.ts';
import { fold } from '../policy/fold.ts';
import { compileRedaction, type Redaction } from '../policy/redact.ts';
import type { PlanRules } from '../reconcile/plan-input.ts';

/** A policy and everything that is compiled from it once, to be tried on people in memory. */
export interface Bench {
  policy: CompiledPolicy;
  effective: EffectivePolicy;
  redaction: Redaction;
  /** Roles that administer, strongest first. */
  administratorRoles: string[];
  rules: PlanRules;
  /** The groups as the tests name them: of the policy as written, also where a changed one is tried. */
  namedGroups: EffectivePolicy['groups']['map'];
  /** Awaited between steps, so that others of the same process get their turn; what it throws ends the work. */
  pause?: (() => Promise<void>) | undefined;
}

/** Throws `policy_invalid` if the policy cannot be compiled. */
export function createBench(
  effective: EffectivePolicy,
  catalog: Catalog,
  namedGroups: Bench['namedGroups'] = effective.groups.map,
): Bench {
  return {
    policy: compilePolicy(effective, catalog, 0),
    effective,
    // The digest only has to be stable within one test.
    redaction: compileRedaction(effective.attributes.sensitive, fold),
    administratorRoles: catalog.roles.filter((role) => role.administers === true).map(({ key }) => key),
    rules: {
      emailChange: effective.identity.email_change,
      settleMs: durationMs(effective.groups.settle),
      startFresh: effective.deactivation.if_reactivated === 'start_fresh',
      roles: catalog.roles.map(({ key }) => key),
      workspaceRoles: (catalog.workspace_roles ?? []).map(({ key }) => key),
    },
    namedGroups,
  };
}
