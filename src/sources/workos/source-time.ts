const MILLISECONDS_PER_DAY = 24 * 60 * 60 * 1000;
const WRITTEN_TIME = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?\s*(Z|[+-]\d\d:?\d\d)?$/i;

/**
 * The first readable of `candidates`, as RFC 3339 in UTC with milliseconds.
 *
 * What is absent (undefined, null, blank) is passed over, and so is what cannot be read; when all are absent the
 * time of arrival counts (legacy payloads carry no time at all), but when something is there and nothing of it can
 * be read the answer is null: guessing would let broken news win over good.
 *
 * A time more than a day ahead of `receivedAt` becomes `receivedAt`: the last writer wins, so one record written
 * under a broken clock would otherwise win for ever.
 */
export function firstTime(candidates: unknown[], receivedAt: Date): string | null {
  const present = candidates.filter((candidate) => !isAbsent(candidate));
  if (present.length === 0) return receivedAt.toISOString();
  for (const candidate of present) {
    const time = parseTime(candidate);
    if (time !== null) return notFarAhead(time, receivedAt).toISOString();
  }
  return null;
}

/** As firstTime, but the latest of those that can be read. */
export function latestTime(candidates: unknown[], receivedAt: Date): string | null {
  const readable = candidates.map(parseTime).filter((time) => time !== null);
  if (readable.length === 0) return firstTime(candidates, receivedAt);
  const latest = new Date(Math.max(...readable.map((time) => time.getTime())));
  return notFarAhead(latest, receivedAt).toISOString();
}

/** The time that is written there; undefined when it is absent or cannot be read. */
export function optionalTime(value: unknown, receivedAt: Date): string | undefined {
  const time = parseTime(value);
  return time === null ? undefined : notFarAhead(time, receivedAt).toISOString();
}

/**
 * A written time of WorkOS. `2023-04-28 20:05:31.093` occurs too and is UTC. Days that do not exist, and years
 * before 1970, are not times. Digits beyond the millisecond are cut off.
 */
function parseTime(value: unknown): Date | null {
  if (typeof value !== 'string') return null;
  const parts = WRITTEN_TIME.exec(value.trim());
  if (parts === null) return null;
  const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] = parts;
  const date = `${String(year)}-${String(month)}-${String(day)}`;
  const clock = `${String(hour)}:${String(minute)}:${String(second)}.${fraction.padEnd(3, '0').slice(0, 3)}`;
  const time = new Date(`${date}T${clock}${zone.toUpperCase()}`);
  // JavaScript turns 30 February into 2 March; such a day is no day.
  const midnight = new Date(`${date}T00:00:00Z`);
  const dayExists = Number.isFinite(midnight.getTime()) && midnight.toISOString().startsWith(date);
  return dayExists && time.getTime() >= 0 ? time : null;
}

function notFarAhead(time: Date, receivedAt: Date): Date {
  return time.getTime() > receivedAt.getTime() + MILLISECONDS_PER_DAY ? receivedAt : time;
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}
