import { systemClock } from '../domain/clock.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { EventStatus } from '../generated/api.ts';
import type { Database } from '../store/database.ts';
import { listFailures } from '../store/events-failures.ts';
import { listEvents } from '../store/events.ts';
import type { TenantRow } from '../store/tenants.ts';
import {
  dismissFilteredEvents,
  dismissNamedEvent,
  retryFilteredEvents,
  retryNamedEvent,
  theEvent,
  type NamedEvent,
} from '../tenancy/failed-events.ts';
import { printResult, type CommandIo } from './command-io.ts';
import { withDatabase } from './connect.ts';
import type { OfTenant } from './directory.ts';
import {
  dismissedManyInWords,
  eventInWords,
  eventTable,
  failureTable,
  retriedInWords,
} from './events-in-words.ts';
import { filterOf, type EventFilterOptions } from './events-options.ts';
import { commandLine, everyItem, tenantOfSlug } from './tenancy.ts';
import { typedId, typedText } from './typed-text.ts';

export interface EventsListOptions extends EventFilterOptions {
  status?: EventStatus;
  search?: string;
  limit?: number;
}

export interface EventsAnswerOptions extends EventFilterOptions {
  all?: boolean;
  dryRun?: boolean;
}

export interface EventsRetryOptions extends EventsAnswerOptions {
  dismissed?: boolean;
}

export interface EventsDismissOptions extends EventsAnswerOptions {
  reason: string;
}

export interface EventFailuresOptions extends OfTenant {
  status?: 'set_aside' | 'dismissed';
  directory?: string;
  type?: string;
}

const EVENTS_SHOWN = 100;
const MOST_EVENTS_SHOWN = 10_000;

/** `rollcall events list --tenant acme` */
export async function eventsListCommand(options: EventsListOptions, io: CommandIo): Promise<number> {
  const { status, search, limit = EVENTS_SHOWN } = options;
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_EVENTS_SHOWN) {
    throw new RollcallError('invalid_request', `--limit needs a number from 1 to ${MOST_EVENTS_SHOWN}.`);
  }
  const filter = {
    ...filterOf(options, systemClock.now()),
    ...(status === undefined ? {} : { status }),
    ...(search === undefined ? {} : { search: typedText(search, '--search') }),
  };
  return onTenant(options, io, async ({ database }, tenant) => {
    const page = await database.inTenant(tenant.id, (trx) =>
      listEvents(trx, tenant.id, filter, 'desc', { limit, after: null }),
    );
    if (page.next !== null) io.stderr.write(`There are more: these are the latest ${limit} (--limit).\n`);
    const words =
      page.items.length === 0 ? `The tenant ${tenant.slug} has no such events.` : eventTable(page.items);
    return printResult(io, options.json, { data: page.items, next_cursor: null }, words);
  });
}

/** `rollcall events show EVENT --tenant acme` */
export async function eventShowCommand(
  id: string,
  options: OfTenant & { directory?: string },
  io: CommandIo,
): Promise<number> {
  const named = namedEvent(id, options.directory);
  return onTenant(options, io, async ({ database }, tenant) => {
    const event = await database.inTenant(tenant.id, (trx) => theEvent(trx, tenant.id, named));
    return printResult(io, options.json, event, eventInWords(event, tenant.slug));
  });
}

/** `rollcall events failures --tenant acme` */
export async function eventFailuresCommand(options: EventFailuresOptions, io: CommandIo): Promise<number> {
  const { status = 'set_aside' } = options;
  const filter = { ...filterOf(options, systemClock.now()), status };
  return onTenant(options, io, async ({ database }, tenant) => {
    const failures = await everyItem((page) =>
      database.inTenant(tenant.id, (trx) => listFailures(trx, tenant.id, filter, page)),
    );
    const none = `No event of the tenant ${tenant.slug} ${status === 'dismissed' ? 'was dismissed' : 'is set aside'}.`;
    return printResult(
      io,
      options.json,
      failures,
      failures.data.length === 0 ? none : failureTable(failures.data),
    );
  });
}

/** `rollcall events retry EVENT --tenant acme`, or a filter or --all instead of an event. */
export async function eventsRetryCommand(
  id: string | undefined,
  options: EventsRetryOptions,
  io: CommandIo,
): Promise<number> {
  const asked = whichEvents(id, options);
  return onTenant(options, io, async (deps, tenant) => {
    if (asked.kind === 'one') {
      const event = await retryNamedEvent(deps, tenant.id, asked.named, commandLine);
      return printResult(io, options.json, event, 'The event waits to be tried again.');
    }
    const filter = {
      ...asked.filter,
      status: options.dismissed === true ? 'dismissed' : 'set_aside',
    } as const;
    const dryRun = options.dryRun === true;
    const retried = await retryFilteredEvents(deps, tenant.id, filter, { actor: commandLine, dryRun });
    return printResult(io, options.json, retried, retriedInWords(retried));
  });
}

/** `rollcall events dismiss EVENT --tenant acme --reason "..."`, or a filter or --all instead of an event. */
export async function eventsDismissCommand(
  id: string | undefined,
  options: EventsDismissOptions,
  io: CommandIo,
): Promise<number> {
  const asked = whichEvents(id, options);
  const reason = typedText(options.reason, '--reason').trim();
  if (reason === '' || reason.length > 500) {
    throw new RollcallError('invalid_request', '--reason needs 1 to 500 characters.');
  }
  return onTenant(options, io, async (deps, tenant) => {
    if (asked.kind === 'one') {
      const event = await dismissNamedEvent(deps, tenant.id, asked.named, { actor: commandLine, reason });
      return printResult(io, options.json, event, 'The event was dismissed.');
    }
    const { filter, all } = asked;
    const how = { actor: commandLine, reason, dryRun: options.dryRun === true };
    const dismissed = await dismissFilteredEvents(deps, tenant.id, { filter, all }, how);
    return printResult(io, options.json, dismissed, dismissedManyInWords(dismissed));
  });
}

type Asked =
  { kind: 'one'; named: NamedEvent } | { kind: 'many'; filter: ReturnType<typeof filterOf>; all: boolean };

/** Either an event or some: what would be all of them is to be said. */
function whichEvents(id: string | undefined, options: EventsAnswerOptions): Asked {
  const { directory, ...others } = options;
  const filter = filterOf(options, systemClock.now());
  const all = options.all === true;
  if (id === undefined) {
    if (all || Object.keys(filter).length > 0) return { kind: 'many', filter, all };
    throw new RollcallError(
      'invalid_request',
      'Give an event, or say which are meant: --failure, --error, --directory and so on, or --all.',
    );
  }
  if (all || options.dryRun === true || Object.keys(filterOf(others, systemClock.now())).length > 0) {
    throw new RollcallError(
      'invalid_request',
      'Give an event, or options that say which are meant, not both.',
    );
  }
  return { kind: 'one', named: namedEvent(id, directory) };
}

function namedEvent(id: string, directory: string | undefined): NamedEvent {
  return {
    id: typedText(id, 'The event'),
    directoryId: directory === undefined ? null : typedId(directory, 'directory'),
  };
}

interface Deps {
  database: Database;
  clock: typeof systemClock;
  /** The lanes of a service beside this command look for themselves. */
  wakeLanes: () => void;
}

function onTenant(
  options: OfTenant,
  io: CommandIo,
  work: (deps: Deps, tenant: TenantRow) => Promise<number>,
): Promise<number> {
  return withDatabase(io, async ({ database }) => {
    const deps = { database, clock: systemClock, wakeLanes: () => undefined };
    return work(deps, await tenantOfSlug(database, options.tenant));
  });
}
