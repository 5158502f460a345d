const day = /^\d{4}-\d{2}-\d{2}$/;
const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/i;

/** What somebody wrote for a moment: RFC 3339, seconds left out if they like, or a date. Null for what is none. */
export function momentOf(text: string): { isDay: boolean; begins: Date } | null {
  const isDay = day.test(text);
  if (!isDay && !moment.test(text)) return null;
  const begins = new Date(text);
  return Number.isNaN(begins.getTime()) || !hasItsDay(text) ? null : { isDay, begins };
}

/**
 * Whether the day with which a time begins is one of the calendar: JavaScript takes 30 February for 2 March.
 *
 * @param text begins with YYYY-MM-DD
 */
export function hasItsDay(text: string): boolean {
  const date = text.slice(0, 10);
  const time = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(date);
}
