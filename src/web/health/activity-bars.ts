import type { ActivityDay } from '../../generated/api.ts';
import { strings } from '../strings/strings.ts';

/** What came on one day. */
interface DayBar {
  key: string;
  label: string;
  values: Record<string, number>;
}

type Colour = 'accent' | 'ok' | 'attention' | 'info' | 'off';
type Kind = keyof typeof strings.health.kinds;

const colours: Readonly<Record<Kind, Colour>> = {
  people: 'accent',
  groups: 'info',
  memberships: 'ok',
  resync: 'attention',
  other: 'off',
};
const kinds = Object.keys(colours) as Kind[];

function countOf(day: ActivityDay, kind: Kind): number {
  return kind === 'other' ? day.other + day.connection : day[kind];
}

/** The kinds of news that came at all, in the order in which they are drawn. */
export function seriesOf(days: readonly ActivityDay[]): { key: Kind; label: string; colour: Colour }[] {
  return kinds
    .filter((kind) => days.some((day) => countOf(day, kind) > 0))
    .map((kind) => ({ key: kind, label: strings.health.kinds[kind], colour: colours[kind] }));
}

/** One bar for each day. Days are UTC, as the service counts them. */
export function barsOf(days: readonly ActivityDay[]): DayBar[] {
  const short = new Intl.DateTimeFormat(strings.locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  return days.map((day) => ({
    key: day.day,
    label: short.format(new Date(`${day.day}T00:00:00Z`)),
    values: Object.fromEntries(kinds.map((kind) => [kind, countOf(day, kind)])),
  }));
}
