import { RollcallError } from '../domain/rollcall-error.ts';

const hourMs = 60 * 60 * 1000;
const units = { h: hourMs, d: 24 * hourMs };
const longestMs = 3650 * units.d;

/**
 * When something ends that begins now and lasts so long; null for what does not end.
 *
 * @param lasts hours or days, such as 12h or 90d
 * @throws RollcallError invalid_request
 */
export function expiryIn(lasts: string | undefined, now: Date): Date | null {
  if (lasts === undefined) return null;
  const [, digits = '', unit = ''] = /^(\d{1,6})([hd])$/.exec(lasts) ?? [];
  const ms = Number(digits) * units[unit as keyof typeof units];
  if (ms > 0 && ms <= longestMs) return new Date(now.getTime() + ms);
  throw new RollcallError(
    'invalid_request',
    `--expires-in is ${JSON.stringify(lasts.slice(0, 40))}. Give days or hours, such as 90d or 12h; 3650d at most.`,
  );
}
