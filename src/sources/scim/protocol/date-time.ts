/**
 * Whether this is an xsd:dateTime (RFC 7643 §2.3.5) on a day that exists. Years are of four digits and fractions of at
 * most twelve, which is what PostgreSQL can compare as well.
 */
export function isDateTime(value: string): boolean {
  const parts = form.exec(value);
  if (parts === null) return false;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number);
  if (year === 0 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return false;
  const fraction = parts[7] ?? '';
  const isMidnightOfNextDay = hour === 24 && minute === 0 && second === 0 && /^[.0]*$/.test(fraction);
  if ((hour > 23 && !isMidnightOfNextDay) || minute > 59 || second > 59) return false;
  return isZone(parts[8] ?? 'Z');
}

/** No two of its parts can match the same character, so it never tries anything twice. */
const form = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d{1,12})?(Z|[+-]\d{2}:\d{2})?$/;

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function isZone(zone: string): boolean {
  if (zone === 'Z') return true;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4, 6));
  return minutes <= 59 && (hours < 14 || (hours === 14 && minutes === 0));
}
