import type { Resync } from '../generated/api.ts';
import type { ResyncRow } from './resyncs.ts';

/** A resync as it is shown, and how far it is. */
export function toResync(row: ResyncRow, now: Date): Resync {
  const { people, groups, groups_done, memberships, finished_at, started_at } = row;
  return {
    id: row.id,
    directory_id: row.directory_id,
    reason: row.reason,
    phase: row.phase,
    says: inWords(row),
    requested_at: row.requested_at.toISOString(),
    started_at: started_at?.toISOString() ?? null,
    as_of: row.as_of?.toISOString() ?? null,
    finished_at: finished_at?.toISOString() ?? null,
    ...{ people, groups, groups_done, memberships },
    records_per_second: rateOf(row, now),
    seconds_left: secondsLeft(row, now),
    next_attempt_at: row.failures > 0 && finished_at === null ? row.next_attempt_at.toISOString() : null,
    differences: row.result?.differences ?? null,
    set_aside: row.result?.set_aside ?? 0,
    result_says: row.result?.says ?? [],
    fault: row.fault,
  };
}

function inWords({ phase, as_of, fault, people, groups, groups_done, result }: ResyncRow): string {
  switch (phase) {
    case 'users':
      if (fault !== null) return `Rests: ${fault}`;
      return as_of === null ? 'Waits for its turn.' : `Reading people: ${people} so far.`;
    case 'groups':
      return fault === null ? `Reading groups: ${groups} so far.` : `Rests: ${fault}`;
    case 'members':
      return fault === null
        ? `Reading who is in which group: ${groups_done} of ${groups}.`
        : `Rests: ${fault}`;
    case 'compare':
      return fault === null ? 'Comparing what was read with what is known.' : `Rests: ${fault}`;
    case 'applying':
      return 'Applying what differs.';
    case 'done':
      return result?.says.join(' ') ?? 'Done.';
    case 'failed':
      return `Failed: ${fault ?? 'nobody knows why'}`;
    case 'cancelled':
      return `Cancelled: ${fault ?? 'nobody said why'}`;
  }
}

function secondsOfReading({ started_at, read_at, finished_at }: ResyncRow, now: Date): number {
  if (started_at === null) return 0;
  return ((read_at ?? finished_at ?? now).getTime() - started_at.getTime()) / 1_000;
}

function rateOf(row: ResyncRow, now: Date): number | null {
  const seconds = secondsOfReading(row, now);
  if (seconds < 1) return null;
  return Math.round((10 * (row.people + row.groups + row.memberships)) / seconds) / 10;
}

/** Known once the groups are: as many more requests as groups are left and have members, at the pace so far. */
function secondsLeft(row: ResyncRow, now: Date): number | null {
  const { phase, people, groups, groups_done, memberships, fault } = row;
  const seconds = secondsOfReading(row, now);
  if (phase !== 'members' || groups_done === 0 || seconds < 1 || fault !== null) return null;
  const ofGroups = groups_done + memberships / 100;
  const asked = (people + groups) / 100 + ofGroups;
  return Math.ceil(((groups - groups_done) * (ofGroups / groups_done) * seconds) / asked);
}
