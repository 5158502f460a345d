import { createHash } from 'node:crypto';
import { canonicalJson } from '../../domain/canonical-json.ts';
import type { Diagnostic } from '../../domain/diagnostic.ts';
import type { PolicyPlanPlace } from '../../generated/api.ts';
import { completeStored, type EffectivePolicy } from '../../policy/effective-policy.ts';
import { locateIn } from '../../policy/locate.ts';
import type { ProposedPolicy } from '../../reconcile/active-policy.ts';
import type { Transaction } from '../../store/database.ts';
import { readPolicyVersion } from '../../store/policy-versions.ts';
import type { TenantRow } from '../../store/tenants.ts';
import type { TenancyDeps } from '../deps.ts';
import { parseTenantPolicy } from '../parse-tenant-policy.ts';

/** A policy that somebody would put in force. */
export interface Proposal extends ProposedPolicy {
  yaml: string;
  /** Null: it is not a version yet. */
  version: number | null;
  file: string;
  diagnostics: Diagnostic[];
}

/** What a policy says, whatever its comments: the same document has the same plan. */
export function digestOf({ effective, catalog }: ProposedPolicy): string {
  return createHash('sha256')
    .update(canonicalJson([effective, catalog]))
    .digest('hex');
}

/** @param consequence of errors in it, such as "there is no plan" */
export function parseProposal(
  deps: TenancyDeps,
  slug: string,
  yaml: string,
  file = `${slug}.policy.yaml`,
  consequence = 'it has no plan',
): Proposal {
  const parsed = parseTenantPolicy(deps, slug, { yaml, file }, consequence);
  return { yaml, ...parsed, catalog: deps.policyContext.catalog, version: null, file };
}

export async function readProposal(
  trx: Transaction,
  tenant: Pick<TenantRow, 'id'>,
  version: number,
): Promise<Proposal> {
  const row = await readPolicyVersion<EffectivePolicy>(trx, tenant.id, version);
  const { yaml, catalog } = row;
  const effective = completeStored(row.effective);
  return { yaml, effective, catalog, version, file: `version ${version}`, diagnostics: [] };
}

/** Finds lines of the proposed policy; a section that it lacks is the default policy's. */
export function createPlaces({ yaml, file }: Proposal): (pointer: string) => PolicyPlanPlace {
  const findLine = locateIn(yaml);
  const lines = yaml.split('\n');
  return (pointer) => {
    const line = findLine(pointer);
    if (line === null) return { pointer, file: 'default.policy.yaml', line: null, text: null };
    return { pointer, file, line, text: (lines[line - 1] ?? '').trim().slice(0, 200) };
  };
}
