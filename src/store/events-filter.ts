import type { EventFailureKind, EventStatus } from '../generated/api.ts';
import type { SqlConditions } from './sql-conditions.ts';

/** Which events of a tenant are meant; what is left out leaves none out. */
export interface EventFilter {
  status?: EventStatus;
  directory_id?: string;
  type?: string;
  kind?: EventFailureKind;
  /** In the error, in upper or lower case. */
  error?: string;
  /** A group of failures, by its name. */
  failure?: string;
  /** About the person of this account. */
  user_id?: string;
  /** Received at this moment or later (RFC 3339). */
  since?: string;
  /** Received before this moment (RFC 3339). */
  until?: string;
  /** In the id, the type, the error or the person, in upper or lower case. */
  search?: string;
}

/** Whether an event could not be read, and so cannot be applied however often it is tried. */
export const isMalformed = malformedIn('payload');

function malformedIn(payload: string): string {
  return `(${payload} #>> '{news,kind}' = 'malformed')`;
}

/**
 * What errors of one reason have in common: ids, numbers and quoted values are left out, names of columns and the code at
 * the start stay.
 */
export const commonError = commonOf('error');

function commonOf(error: string): string {
  return `
  regexp_replace(regexp_replace(regexp_replace(regexp_replace(coalesce(${error}, ''),
    '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}', '*', 'gi'),
    '\\)=\\([^)]*\\)', ')=(*)', 'g'),
    ': "[^"]*"', ': "*"', 'g'),
    '\\y\\d+\\y([^:]|$)', '#\\1', 'g')`;
}

/** Names a group of failures: those of one kind whose errors have this in common. As it is written to `inbox.failure`. */
export function failureOf(payload: string, error: string): string {
  return `md5(case when ${malformedIn(payload)} then 'malformed ' else 'failed ' end || ${commonOf(error)})`;
}

/** The group of an event of the inbox, also of one for which it is not written yet. */
export const failureName = `coalesce(failure, ${failureOf('payload', 'error')})`;

/** Adds what a filter says to the conditions of a query of the inbox. */
export function addEventFilter(where: SqlConditions, tenantId: string, filter: EventFilter): void {
  where.add('tenant_id = ?', tenantId);
  if (filter.status !== undefined) where.add('status = ?', filter.status);
  if (filter.directory_id !== undefined) where.add('directory_id = ?', filter.directory_id);
  if (filter.type !== undefined) where.add('type = ?', filter.type);
  if (filter.since !== undefined) where.add('received_at >= ?', new Date(filter.since));
  if (filter.until !== undefined) where.add('received_at < ?', new Date(filter.until));
  if (filter.kind !== undefined || filter.failure !== undefined) {
    where.add("status in ('set_aside', 'dismissed')");
  }
  if (filter.kind !== undefined) where.add(`${isMalformed} = (? = 'malformed')`, filter.kind);
  if (filter.failure !== undefined) {
    // In two, because only what leaks nothing can be looked up in the index under row-level security.
    where.add('(failure = ? or failure is null)', filter.failure);
    where.add(`${failureName} = ?`, filter.failure);
  }
  if (filter.error !== undefined) where.add(contains('error'), filter.error);
  if (filter.search !== undefined) {
    const { search } = filter;
    where.add(
      `(${[contains('event_id'), contains('type'), contains('error'), contains('person')].join(' or ')})`,
      ...[search, search, search, search],
    );
  }
  if (filter.user_id !== undefined) addPerson(where, tenantId, filter.user_id);
}

/** No pattern, in which the text could mean something else. */
function contains(column: string): string {
  return `position(lower(?) in lower(coalesce(${column}, ''))) > 0`;
}

/** The person of an account in the directory that knows them; with the tenant and the user as values. */
const theirs = `from users u join directory_users d on d.tenant_id = u.tenant_id and d.id = u.directory_user_id`;

/** Every id that the source has given them. */
const names = `array(
  select left(named.source_id, 300) ${theirs}
   cross join lateral (
         select d.source_id
         union
         select substr(k.key, 5) from directory_user_keys k
          where k.tenant_id = d.tenant_id and k.directory_user_id = d.id and starts_with(k.key, 'src:')) named
   where u.tenant_id = ? and u.id = ?::uuid)`;

const ofTheirs = `directory_id = (select d.directory_id ${theirs} where u.tenant_id = ? and u.id = ?::uuid)
  and person = any(${names})`;

/**
 * Where events are read from, as `inbox`: of a person in two parts, because what waits has an index of its own.
 */
export function inboxFor(tenantId: string, { user_id }: EventFilter): { text: string; values: string[] } {
  if (user_id === undefined) return { text: 'inbox', values: [] };
  const part = (status: string) => `select * from inbox where tenant_id = ? and ${status} and ${ofTheirs}`;
  const values = [tenantId, tenantId, user_id, tenantId, user_id];
  return {
    text: `(${part("status <> 'waiting'")} union all ${part("status = 'waiting'")}) inbox`,
    values: [...values, ...values],
  };
}

/**
 * The events about whom the account belongs to, by every id that the source has given them. The same record of a source
 * may have been somebody else before or since, as the identity provider's id shows; over SCIM it never is.
 */
function addPerson(where: SqlConditions, tenantId: string, userId: string): void {
  where.add(ofTheirs, ...[tenantId, userId, tenantId, userId]);
  where.add(
    `(source = 'scim' or payload #>> '{news,person,externalId}' is null
      or exists (select 1 ${theirs}
                   join directory_user_keys k on k.tenant_id = d.tenant_id and k.directory_user_id = d.id
                  where u.tenant_id = ? and u.id = ?::uuid
                    and k.key = 'idp:' || (inbox.payload #>> '{news,person,externalId}')))`,
    ...[tenantId, userId],
  );
}
