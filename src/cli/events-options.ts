import { momentOf } from '../domain/moment.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { EventFailureKind } from '../generated/api.ts';
import type { EventFilter } from '../store/events-filter.ts';
import type { OfTenant } from './directory.ts';
import { typedId, typedText } from './typed-text.ts';

/** Which events are meant, as it is typed. */
export interface EventFilterOptions extends OfTenant {
  directory?: string;
  type?: string;
  kind?: EventFailureKind;
  error?: string;
  failure?: string;
  user?: string;
  since?: string;
  until?: string;
}

/**
 * What was typed as a filter; without members where nothing was.
 *
 * @throws RollcallError invalid_request, not_found (an id that cannot be one)
 */
export function filterOf(options: EventFilterOptions, now: Date): EventFilter {
  const { directory, type, kind, error, failure, user, since, until } = options;
  if (failure !== undefined && !/^[0-9a-f]{32}$/.test(failure)) {
    throw new RollcallError('invalid_request', '--failure needs the name that `events failures` prints.');
  }
  return {
    ...(directory === undefined ? {} : { directory_id: typedId(directory, 'directory') }),
    ...(type === undefined ? {} : { type: typedText(type, '--type') }),
    ...(kind === undefined ? {} : { kind }),
    ...(error === undefined ? {} : { error: typedText(error, '--error') }),
    ...(failure === undefined ? {} : { failure }),
    ...(user === undefined ? {} : { user_id: typedId(user, 'user') }),
    ...(since === undefined ? {} : { since: momentIn(since, '--since', now) }),
    ...(until === undefined ? {} : { until: momentIn(until, '--until', now) }),
  };
}

const units = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A date, a time, or how long ago (30m, 12h, 90d). */
export function momentIn(written: string, option: string, now: Date): string {
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(written) ?? [];
  if (count !== undefined) {
    return new Date(now.getTime() - Number(count) * units[unit as keyof typeof units]).toISOString();
  }
  const moment = momentOf(written);
  if (moment !== null) return moment.begins.toISOString();
  throw new RollcallError(
    'invalid_request',
    `${option} is ${JSON.stringify(written.slice(0, 40))}. Give a date, a time such as 2026-11-22T09:00:00Z, or how long ago: 90d, 12h, 30m.`,
  );
}
