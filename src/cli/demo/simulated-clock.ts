import type { SeededRandom } from './seeded-random.ts';

/** Crockford's base 32, as ULIDs use it. */
const BASE_32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A clock that runs only when asked, and the ids that carry its time. */
export interface SimulatedClock {
  /** A moment after the last one, in RFC 3339: no two are the same. */
  next(): string;
  pass(milliseconds: number): void;
  /** A prefix and a ULID of the moment, such as event_01FKJ843CVE8F7BXQSPFH0M53V. */
  id(prefix: string): string;
}

export function createSimulatedClock(startsAt: Date, random: SeededRandom): SimulatedClock {
  let now = startsAt.getTime();
  return {
    next: () => {
      now += 1 + random.below(40);
      return new Date(now).toISOString();
    },
    pass: (milliseconds) => {
      now += milliseconds;
    },
    id: (prefix) => `${prefix}_${timePart(now)}${random.text(BASE_32, 16)}`,
  };
}

/** 48 bits of milliseconds in ten characters: ids sort as time does. */
function timePart(milliseconds: number): string {
  let rest = milliseconds;
  let text = '';
  for (let position = 0; position < 10; position += 1) {
    text = BASE_32.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}
