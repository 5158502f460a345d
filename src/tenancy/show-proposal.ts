import type { Leaving } from '../domain/decision.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { ShadowEffect } from '../domain/shadow-difference.ts';
import type {
  PolicyPlanPlace,
  PolicyProposal,
  ShadowDifference as ShownDifference,
} from '../generated/api.ts';
import { readProfile } from '../policy/attributes.ts';
import type { EffectivePolicy } from '../policy/effective-policy.ts';
import { locateIn } from '../policy/locate.ts';
import type { Transaction } from '../store/database.ts';
import type { Page, PageRequest } from '../store/keyset.ts';
import { readPolicyVersion, type PolicyVersionRow } from '../store/policy-versions.ts';
import {
  countDifferences,
  groupDifferences,
  listDifferences,
  readProposal,
  type ListedDifference,
  type ProposalRow,
} from '../store/shadow-read.ts';
import { differsInWords, effectInWords } from './shadow-in-words.ts';

/**
 * What a tenant proposes, and how many would be decided otherwise, by the line that makes the difference.
 *
 * @param trx in the scope of the tenant
 * @throws RollcallError not_found where nothing is proposed
 */
export async function showProposal(trx: Transaction, tenantId: string): Promise<PolicyProposal> {
  const both = await readBoth(trx, tenantId);
  if (both === null) {
    throw new RollcallError(
      'not_found',
      'Nothing is proposed: no version of the policy, and no rule with `status: proposed`.',
    );
  }
  const { row, active, proposed, rules } = both;
  const groups = await groupDifferences(trx, tenantId);
  const counts = await countDifferences(trx, tenantId);
  const placeIn = placesOf(active, proposed);
  return {
    kind: row.proposed_policy_version === null ? 'rules' : 'version',
    version: proposed.version,
    against: active.version,
    author: proposed.author,
    proposed_by: row.policy_proposed_by,
    proposed_at: (row.policy_proposed_at ?? proposed.created_at).toISOString(),
    rules,
    yaml: proposed.yaml,
    complete: row.is_complete,
    people: counts.people,
    compared: counts.compared,
    differ: counts.differ,
    ever_differed: counts.ever,
    decisions: counts.decisions,
    groups: groups.map(({ effect, role, cause_in, cause_at, people }) => ({
      effect,
      role,
      says: effectInWords(effect, role),
      place: placeIn(cause_in, cause_at),
      people,
    })),
  };
}

/** Whom the proposal would decide otherwise, by directory user id; nobody where nothing is proposed. */
export async function showDifferences(
  trx: Transaction,
  tenantId: string,
  filter: { effect?: ShadowEffect },
  request: PageRequest,
): Promise<Page<ShownDifference>> {
  const both = await readBoth(trx, tenantId);
  if (both === null) return { items: [], next: null };
  const { active, proposed } = both;
  const { items, next } = await listDifferences(trx, tenantId, filter, request);
  const placeIn = placesOf(active, proposed);
  return { items: items.map((row) => shown(row, placeIn)), next };
}

type Version = PolicyVersionRow<EffectivePolicy>;

async function readBoth(
  trx: Transaction,
  tenantId: string,
): Promise<{ row: ProposalRow; active: Version; proposed: Version; rules: string[] } | null> {
  const row = await readProposal(trx, tenantId);
  if (row?.active_policy_version == null) return null;
  const active = await readPolicyVersion<EffectivePolicy>(trx, tenantId, row.active_policy_version);
  if (row.proposed_policy_version !== null) {
    const proposed = await readPolicyVersion<EffectivePolicy>(trx, tenantId, row.proposed_policy_version);
    return { row, active, proposed, rules: [] };
  }
  const rules = active.effective.rules.filter(({ status }) => status === 'proposed').map(({ name }) => name);
  return rules.length === 0 ? null : { row, active, proposed: active, rules };
}

type PlaceIn = (policy: 'now' | 'proposed' | null, pointer: string | null) => PolicyPlanPlace | null;

/** Finds lines of both policies; a section that one lacks is the default policy's. */
function placesOf(active: Version, proposed: Version): PlaceIn {
  const places = { now: createPlaces(active), proposed: createPlaces(proposed) };
  return (policy, pointer) => (policy === null || pointer === null ? null : places[policy](pointer));
}

function createPlaces({ yaml, version }: Version): (pointer: string) => PolicyPlanPlace {
  const findLine = locateIn(yaml);
  const lines = yaml.split('\n');
  return (pointer) => {
    const line = findLine(pointer);
    if (line === null) return { pointer, file: 'default.policy.yaml', line: null, text: null };
    return { pointer, file: `version ${version}`, line, text: (lines[line - 1] ?? '').trim().slice(0, 200) };
  };
}

function shown(row: ListedDifference, placeIn: PlaceIn): ShownDifference {
  const profile = row.resource === null ? null : readProfile(row.resource);
  const { leaving, ...differs } = row.differs;
  const placesIn = (policy: 'now' | 'proposed', pointers: string[]): PolicyPlanPlace[] =>
    pointers.map((pointer) => placeIn(policy, pointer)).filter((place) => place !== null);
  return {
    directory_user_id: row.directory_user_id,
    user_id: row.user_id,
    external_id: row.external_id,
    display_name: row.display_name ?? profile?.displayName ?? null,
    email: row.email ?? profile?.email ?? null,
    effect: row.effect,
    role: row.role,
    says: `${effectInWords(row.effect, row.role, 'one')} (${differsInWords(row.differs)})`,
    differs: {
      ...differs,
      ...(leaving && { leaving: { now: endOf(leaving.now), proposed: endOf(leaving.proposed) } }),
    },
    place: placeIn(row.cause_in, row.cause_at),
    places: placesIn('now', row.places),
    proposed_places: placesIn('proposed', row.proposed_places),
    first_at: row.first_at.toISOString(),
    last_at: row.last_at.toISOString(),
    last_event_id: row.last_event_id,
    times: row.times,
  };
}

function endOf({ mode, readOnlyForMs, purgeAfterMs }: Leaving) {
  return { mode, read_only_for_ms: readOnlyForMs, purge_after_ms: purgeAfterMs };
}
