import { RollcallError } from '../domain/rollcall-error.ts';
import { readAccount } from '../store/account-facts.ts';
import type { Transaction } from '../store/database.ts';
import { readHoldOfPerson } from '../store/holds-read.ts';
import { readEventHeads } from '../store/inbox.ts';
import { readTenant } from '../store/tenants.ts';
import { agreementOf } from './agreement.ts';
import type { Explained, Explanation } from './explanation.ts';
import { gatherFacts } from './gather-facts.ts';
import { decideOnPerson, toPersonFacts } from './person-facts.ts';
import type { ReconcileDeps } from './reconcile.ts';

/**
 * Decides one person's state again, by the mirror and the policy of this moment, and says what led to it. Writes nothing.
 *
 * @param trx in the scope of the tenant
 * @throws RollcallError not_found
 */
export async function explainUser(
  deps: ReconcileDeps,
  trx: Transaction,
  tenantId: string,
  explained: Explained,
): Promise<Explanation> {
  const now = deps.clock.now();
  const tenant = await readTenant(trx, tenantId);
  if (!tenant) throw new RollcallError('not_found', 'There is no such tenant.');
  const policy = await deps.policies.load(trx, tenant);
  const asked = 'userId' in explained ? await readAccount(trx, tenantId, explained.userId, now) : null;
  if ('userId' in explained && !asked) throw new RollcallError('not_found', 'There is no such user.');
  const personId =
    'userId' in explained ? (asked?.account.directoryUserId ?? null) : explained.directoryUserId;
  const base = { at: now, isPast: false, policy, recorded: null, caveats: [] };
  if (personId === null) {
    return {
      ...base,
      account: asked?.account ?? null,
      today: asked,
      person: null,
      facts: null,
      decision: null,
      groups: [],
      events: [],
      hold: null,
      agreement: null,
    };
  }
  const facts = await gatherFacts(trx, tenantId, [personId], new Set(), policy, now);
  const person = facts.people.find(({ directory }) => directory.id === personId);
  if (!person) {
    if ('directoryUserId' in explained)
      throw new RollcallError('not_found', 'There is no such directory user.');
    throw new RollcallError('internal', 'The directory user behind an account is not in the mirror.');
  }
  const { directory, linked } = person;
  const isKnown = directory.occurred_at !== null;
  const personFacts = isKnown ? toPersonFacts(person, facts) : null;
  const decision = personFacts && (await decideOnPerson(policy.compiled, directory, personFacts));
  const groups = person.memberships.map((membership) => ({
    sourceId: membership.source_id,
    externalId: membership.external_id,
    name: membership.name,
    eventId: membership.event_id,
    since: membership.occurred_at,
  }));
  const eventIds = [directory.event_id, ...groups.map(({ eventId }) => eventId)];
  const events = await readEventHeads(
    trx,
    tenantId,
    directory.directory_id,
    eventIds.filter((id) => id !== null),
  );
  const held = await readHoldOfPerson(trx, tenantId, personId);
  const hold = held && { ...held, since: new Date(held.since) };
  const account = (asked ?? linked)?.account ?? null;
  const explainedPerson = {
    ...directory,
    active: directory.active && !directory.gone,
    externalId: person.externalId,
    eventId: directory.event_id,
  };
  return {
    ...base,
    account,
    today: asked ?? linked,
    person: explainedPerson,
    facts: personFacts,
    decision,
    groups,
    events,
    hold,
    agreement: agreementOf({
      decision,
      account,
      person: explainedPerson,
      hold,
      isPast: false,
      isSettling: (asked ?? linked)?.timers.some(({ kind }) => kind === 'demotion') ?? false,
      isUnderWay: tenant.reconsider_after !== null,
    }),
  };
}
