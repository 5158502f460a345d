/** The hours of UTC in which directories are read anew by night: from the beginning of one until that of the other. */
export interface NightHours {
  from: number;
  to: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** `1-5`, or `22-4` over midnight; null where it is not two different hours. */
export function parseNightHours(text: string): NightHours | null {
  const parts = /^(\d{1,2})\s*-\s*(\d{1,2})$/.exec(text.trim());
  const [from, to] = [Number(parts?.[1]), Number(parts?.[2])];
  return parts !== null && from <= 23 && to <= 24 && from !== to % 24 ? { from, to: to % 24 } : null;
}

/** How long these hours last, in milliseconds. */
function lengthOf({ from, to }: NightHours): number {
  return ((to - from + 24) % 24 || 24) * hourMs;
}

/**
 * When a directory is read anew after `now`: every night at the same time, which its id spreads over the hours.
 */
export function nextNight(hours: NightHours, directoryId: string, now: Date): Date {
  const offset = hours.from * hourMs + Math.floor(shareOf(directoryId) * lengthOf(hours));
  const midnight = Math.floor(now.getTime() / dayMs) * dayMs;
  const candidates = [-1, 0, 1, 2].map((day) => midnight + day * dayMs + offset);
  return new Date(candidates.find((at) => at > now.getTime()) ?? midnight + 2 * dayMs);
}

/** Whether it is one of these hours. */
export function isNight({ from, to }: NightHours, now: Date): boolean {
  const hour = (now.getTime() % dayMs) / hourMs;
  return from < to ? hour >= from && hour < to : hour >= from || hour < to;
}

/** From 0 up to 1, by the last part of a UUID, which is drawn. */
function shareOf(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(-12), 16) / 2 ** 48;
}
