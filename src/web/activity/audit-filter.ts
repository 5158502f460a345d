import type { AuditRecordsQuery } from '../../generated/api.ts';

export const spans = { hour: 3_600, day: 86_400, week: 7 * 86_400, month: 30 * 86_400 } as const;
export type Span = 'all' | keyof typeof spans | 'days';

/** What is looked for, as it stands in the address of the page. */
export interface AuditFilter {
  action: string | null;
  userId: string | null;
  span: Span;
  /** Days of the reader (YYYY-MM-DD), with the span `days`. */
  from: string | null;
  to: string | null;
}

/** Reads the filter out of an address; what cannot be understood is not there. */
export function readFilter(search: URLSearchParams): AuditFilter {
  const span = search.get('time') ?? 'all';
  return {
    action: search.get('kind'),
    userId: search.get('person'),
    span: span === 'days' || Object.hasOwn(spans, span) ? (span as Span) : 'all',
    from: dayOf(search.get('from')),
    to: dayOf(search.get('to')),
  };
}

/** The same filter as an address has it. */
export function writeFilter({ action, userId, span, from, to }: AuditFilter): URLSearchParams {
  const search = new URLSearchParams();
  if (action !== null) search.set('kind', action);
  if (userId !== null) search.set('person', userId);
  if (span !== 'all') search.set('time', span);
  if (span === 'days' && from !== null) search.set('from', from);
  if (span === 'days' && to !== null) search.set('to', to);
  return search;
}

export function isFiltering({ action, userId, span }: AuditFilter): boolean {
  return action !== null || userId !== null || span !== 'all';
}

/** What the service is asked for. Days are those of the reader's zone, from their first to their last moment. */
export function queryOf({ action, userId, span, from, to }: AuditFilter, now: Date): AuditRecordsQuery {
  return {
    ...(action === null ? {} : { action }),
    ...(userId === null ? {} : { user_id: userId }),
    ...(span !== 'all' && span !== 'days'
      ? { since: new Date(now.getTime() - spans[span] * 1_000).toISOString() }
      : {}),
    ...(span === 'days' && from !== null ? { since: new Date(`${from}T00:00:00`).toISOString() } : {}),
    ...(span === 'days' && to !== null ? { until: new Date(`${to}T23:59:59.999`).toISOString() } : {}),
  };
}

function dayOf(text: string | null): string | null {
  return text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : null;
}
