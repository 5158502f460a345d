import type { Actor } from '../domain/change.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { Event, EventsDismissed, EventsRetried } from '../generated/api.ts';
import { insertAuditRecords } from '../store/audit-records.ts';
import type { Transaction } from '../store/database.ts';
import type { EventFilter } from '../store/events-filter.ts';
import {
  countAnswerable,
  dismissEvent,
  dismissEvents,
  retryEvent,
  retryEvents,
  type AnsweredFilter,
  type EventName,
} from '../store/events-set-aside.ts';
import { findEvents } from '../store/events.ts';
import { lockTenant, type TenantRow } from '../store/tenants.ts';
import type { TenancyDeps } from './deps.ts';

type Deps = Pick<TenancyDeps, 'database' | 'clock' | 'wakeLanes'>;

/** An event as somebody names it; the directory where two have one of this id. */
export interface NamedEvent {
  id: string;
  directoryId: string | null;
}

/** How a filter is answered. */
interface Answering {
  actor: Actor;
  dryRun: boolean;
  /** So many at most; all of them unless told. */
  most?: number | undefined;
  /** Only what had been set aside by this moment (RFC 3339); now unless told, or where it is still to come. */
  asOf?: string | undefined;
}

/** Of so many events at once the tenant's lane is held, and an audit record tells. */
const eventsAtOnce = 5_000;
/** Of more events than these, the audit record names the filter alone. */
const eventsNamed = 100;

/**
 * The event that is named.
 *
 * @throws RollcallError not_found, conflict (two directories have one of this id)
 */
export async function theEvent(trx: Transaction, tenantId: string, named: NamedEvent): Promise<Event> {
  const [event, another] = await findEvents(trx, tenantId, named.id, named.directoryId);
  if (event === undefined) throw new RollcallError('not_found', 'There is no event with this id.');
  if (another === undefined) return event;
  throw new RollcallError(
    'conflict',
    'Two directories have an event of this id: say which with `directory_id`.',
    { details: { directory_ids: [event.directory_id, another.directory_id] } },
  );
}

/**
 * Puts an event back in line that was set aside or dismissed: the tenant's lane applies it like one that has just
 * arrived, and the clocks of the mirror see to it that it changes nothing newer.
 *
 * @throws RollcallError not_found, conflict (in another status, cannot be read, or two directories have one of this id)
 */
export async function retryNamedEvent(
  deps: Deps,
  tenantId: string,
  named: NamedEvent,
  actor: Actor,
): Promise<Event> {
  const retried = await deps.database.inTenant(tenantId, async (trx) => {
    const tenant = await lock(trx, tenantId);
    const event = await theEvent(trx, tenantId, named);
    if (event.status !== 'set_aside' && event.status !== 'dismissed') {
      throw new RollcallError(
        'conflict',
        `Only an event that was set aside or dismissed can be tried again; this one is ${event.status}.`,
      );
    }
    if (isMalformed(event)) {
      throw new RollcallError('conflict', 'The event cannot be read, so trying again would change nothing.');
    }
    const name = nameOf(event);
    await retryEvent(trx, tenantId, name);
    await record(deps, trx, tenant, {
      ...retriedSays,
      actor,
      events: [name],
      before: event.status,
      more: {},
    });
    return theEvent(trx, tenantId, { id: event.id, directoryId: event.directory_id });
  });
  deps.wakeLanes();
  return retried;
}

/**
 * Notes that nothing is to be done about an event that was set aside. It may still be tried again.
 *
 * @throws RollcallError not_found, conflict (in another status, or two directories have one of this id)
 */
export async function dismissNamedEvent(
  deps: Deps,
  tenantId: string,
  named: NamedEvent,
  { actor, reason }: { actor: Actor; reason: string },
): Promise<Event> {
  return deps.database.inTenant(tenantId, async (trx) => {
    const tenant = await lock(trx, tenantId);
    const event = await theEvent(trx, tenantId, named);
    if (event.status !== 'set_aside') {
      throw new RollcallError(
        'conflict',
        `Only an event that was set aside can be dismissed; this one is ${event.status}.`,
      );
    }
    const name = nameOf(event);
    await dismissEvent(trx, tenantId, name, { at: deps.clock.now(), by: actor, reason });
    const more = { because: reason };
    await record(deps, trx, tenant, { ...dismissedSays, actor, events: [name], before: 'set_aside', more });
    return theEvent(trx, tenantId, { id: event.id, directoryId: event.directory_id });
  });
}

/**
 * Puts every event back in line that a filter fits, but for those that cannot be read: they are counted. Of what is set
 * aside while this goes on, nothing is tried again.
 */
export async function retryFilteredEvents(
  deps: Deps,
  tenantId: string,
  filter: AnsweredFilter,
  { actor, dryRun, most = Infinity, ...answer }: Answering,
): Promise<EventsRetried> {
  const asOf = momentOf(deps, answer.asOf);
  const counted = { as_of: asOf.toISOString(), dry_run: dryRun };
  const count = await deps.database.inTenant(tenantId, (trx) => countAnswerable(trx, tenantId, filter, asOf));
  if (dryRun) return { events: count.readable, malformed: count.malformed, ...counted };
  const { status, ...said } = filter;
  const events = await inBatches(deps, tenantId, most, async (trx, tenant, limit) => {
    const changed = await retryEvents(trx, tenantId, filter, asOf, limit);
    await record(deps, trx, tenant, {
      ...retriedSays,
      ...{ actor, events: changed, before: status, more: { filter: said } },
    });
    return changed.length;
  });
  if (events > 0) deps.wakeLanes();
  return { events, malformed: count.malformed, ...counted };
}

/**
 * Dismisses every event that was set aside and that a filter fits.
 *
 * @throws RollcallError invalid_request where the filter fits everything and `all` does not say that this is meant
 */
export async function dismissFilteredEvents(
  deps: Deps,
  tenantId: string,
  { filter, all }: { filter: EventFilter; all: boolean },
  { actor, reason, dryRun, most = Infinity, ...answer }: Answering & { reason: string },
): Promise<EventsDismissed> {
  if (!all && Object.keys(filter).length === 0) {
    throw new RollcallError(
      'invalid_request',
      'This would dismiss every event that was set aside. Say which are meant, or `all`.',
    );
  }
  const asOf = momentOf(deps, answer.asOf);
  const counted = { as_of: asOf.toISOString(), dry_run: dryRun };
  if (dryRun) {
    const { readable, malformed } = await deps.database.inTenant(tenantId, (trx) =>
      countAnswerable(trx, tenantId, { ...filter, status: 'set_aside' }, asOf),
    );
    return { events: readable + malformed, malformed, ...counted };
  }
  const dismissal = { at: deps.clock.now(), by: actor, reason };
  const events = await inBatches(deps, tenantId, most, async (trx, tenant, limit) => {
    const changed = await dismissEvents(trx, tenantId, filter, dismissal, asOf, limit);
    const more = { because: reason, filter };
    await record(deps, trx, tenant, { ...dismissedSays, actor, events: changed, before: 'set_aside', more });
    return changed.length;
  });
  return { events, malformed: null, ...counted };
}

/** What is yet to be set aside has been counted by nobody. */
function momentOf({ clock }: Deps, asOf: string | undefined): Date {
  const now = clock.now();
  const given = asOf === undefined ? now : new Date(asOf);
  return given < now ? given : now;
}

/** A transaction for each batch, until one is not full or there are `most`. */
async function inBatches(
  deps: Deps,
  tenantId: string,
  most: number,
  batch: (trx: Transaction, tenant: TenantRow, limit: number) => Promise<number>,
): Promise<number> {
  let all = 0;
  for (;;) {
    const limit = Math.min(eventsAtOnce, most - all);
    const changed = await deps.database.inTenant(tenantId, async (trx) =>
      batch(trx, await lock(trx, tenantId), limit),
    );
    all += changed;
    if (changed < limit || all >= most) return all;
  }
}

/** As whoever else writes to the inbox of a tenant: so that no two wait for each other. */
async function lock(trx: Transaction, tenantId: string): Promise<TenantRow> {
  const tenant = await lockTenant(trx, tenantId);
  if (tenant === null) throw new RollcallError('not_found', 'There is no such tenant.');
  return tenant;
}

interface Answer {
  action: 'event.retried' | 'event.dismissed';
  after: 'waiting' | 'dismissed';
  one: string;
  several: string;
  actor: Actor;
  events: EventName[];
  before: AnsweredFilter['status'];
  more: Record<string, unknown>;
}

const retriedSays = {
  action: 'event.retried',
  after: 'waiting',
  one: 'An event that was set aside is tried again',
  several: 'events that were set aside are tried again',
} as const;

const dismissedSays = {
  action: 'event.dismissed',
  after: 'dismissed',
  one: 'An event that was set aside was dismissed',
  several: 'events that were set aside were dismissed',
} as const;

/** One record of what was done to some events together. */
async function record(deps: Deps, trx: Transaction, tenant: TenantRow, answer: Answer): Promise<void> {
  const { action, actor, events, before, after, more } = answer;
  if (events.length === 0) return;
  const directories = new Set(events.map(({ directory_id }) => directory_id));
  const [directoryId = null] = directories;
  const entry = {
    actor,
    action,
    userId: null,
    directoryId: directories.size === 1 ? directoryId : null,
    before: { status: before },
    after: { status: after, events: events.length, ...more },
    reason: events.length === 1 ? answer.one : `${events.length} ${answer.several}`,
    eventIds: events.length > eventsNamed ? [] : events.map(({ event_id }) => event_id),
    policyVersion: tenant.active_policy_version,
  };
  await insertAuditRecords(trx, tenant.id, [entry], deps.clock.now());
}

function nameOf({ directory_id, id }: Event): EventName {
  return { directory_id, event_id: id };
}

function isMalformed({ payload }: Event): boolean {
  const { news } = payload as { news?: { kind?: unknown } };
  return news?.kind === 'malformed';
}
