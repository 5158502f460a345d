import type { Decision } from '../domain/decision.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import { decide } from '../policy/decide.ts';
import type { Transaction } from '../store/database.ts';
import type { Held } from '../store/holds.ts';
import { readEventHeads, type EventHead } from '../store/inbox.ts';
import { readAccount, type AccountFacts } from '../store/account-facts.ts';
import { readTenant } from '../store/tenants.ts';
import type { ActivePolicy } from './active-policy.ts';
import { gatherFacts } from './gather-facts.ts';
import { toPersonFacts } from './person-facts.ts';
import type { ReconcileDeps } from './reconcile.ts';

/** A group that the person is in, and the event that put them there. */
export interface ExplainedGroup {
  sourceId: string;
  name: string | null;
  eventId: string;
  since: Date;
}

/** Why an account is as it is: from event to attribute to group to rule to role. */
export interface Explanation {
  account: AccountFacts;
  policy: ActivePolicy;
  /** The decision of today with its trace; null for an account that no directory knows. */
  decision: Decision | null;
  groups: ExplainedGroup[];
  /** The event behind the person's record, and those behind the groups, oldest first. */
  events: EventHead[];
  openHold: Held | null;
}

/**
 * Decides one user's state again, by the mirror and the policy of this moment, and says what led to it. Writes nothing.
 *
 * @param trx in the scope of the tenant
 * @throws RollcallError not_found
 */
export async function explainUser(
  deps: ReconcileDeps,
  trx: Transaction,
  tenantId: string,
  userId: string,
): Promise<Explanation> {
  const now = deps.clock.now();
  const tenant = await readTenant(trx, tenantId);
  const account = tenant && (await readAccount(trx, tenantId, userId, now));
  if (!tenant || !account) throw new RollcallError('not_found', 'There is no such user.');
  const policy = await deps.policies.load(trx, tenant);
  const { directoryUserId } = account.account;
  if (directoryUserId === null) {
    return { account, policy, decision: null, groups: [], events: [], openHold: null };
  }
  const facts = await gatherFacts(trx, tenantId, [directoryUserId], new Set(), policy, now);
  const person = facts.people.find(({ directory }) => directory.id === directoryUserId);
  if (!person)
    throw new RollcallError('internal', 'The directory user behind an account is not in the mirror.');
  const decision = await decide(policy.compiled, toPersonFacts(person, facts));
  const groups = person.memberships.map((membership) => ({
    sourceId: membership.source_id,
    name: membership.name,
    eventId: membership.event_id,
    since: membership.occurred_at,
  }));
  const eventIds = [person.directory.event_id, ...groups.map(({ eventId }) => eventId)];
  const events = await readEventHeads(
    trx,
    tenantId,
    person.directory.directory_id,
    eventIds.filter((id) => id !== null),
  );
  return { account, policy, decision, groups, events, openHold: person.openHold };
}
