import type { ActivityDay } from '../generated/api.ts';
import type { ActivityRow } from '../store/directory-activity.ts';

const dayMs = 24 * 3_600_000;
const days = 30;

/** The first of the 30 days, UTC, of which the last is today. */
export function firstActivityDay(now: Date): Date {
  return new Date((Math.floor(now.getTime() / dayMs) - (days - 1)) * dayMs);
}

/** Every day, also those without news. Requests without news are no events, and left out. */
export function activityByDay(rows: readonly ActivityRow[], from: Date, to: Date): ActivityDay[] {
  const byDay = new Map<string, ActivityDay>();
  for (let at = from.getTime(); at <= to.getTime(); at += dayMs) {
    const day = new Date(at).toISOString().slice(0, 10);
    byDay.set(day, { day, people: 0, groups: 0, memberships: 0, connection: 0, other: 0, resync: 0 });
  }
  for (const { hour, kind, events } of rows) {
    const day = byDay.get(hour.toISOString().slice(0, 10));
    if (day !== undefined && kind !== 'requests') day[kind] += events;
  }
  return [...byDay.values()];
}
