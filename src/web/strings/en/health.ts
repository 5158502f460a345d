import { plural } from './counting.ts';

const seconds = (value: number): string => plural(value, { one: '# second', other: '# seconds' });
const minutes = (value: number): string => plural(value, { one: '# minute', other: '# minutes' });
const hours = (value: number): string => plural(value, { one: '# hour', other: '# hours' });
const days = (value: number): string => plural(value, { one: '# day', other: '# days' });

/** The page Health: how each directory does. */
export const health = {
  title: 'Health',
  lead: 'How each directory does: when it was last heard of, how long news takes, what is wrong and what to do about it.',
  states: { ok: 'Fine', attention: 'Needs a look', failing: 'Failing' },
  /** Instead of a state. */
  notConnected: 'Not connected yet',
  notConnectedText: 'It is being set up. Once people arrive, this says how it does.',
  goOn: 'Go on with the setup',
  over: 'Disconnected',
  tiles: {
    heard: 'Last news',
    applied: 'Last applied',
    synced: 'Last read as a whole',
    lag: 'News takes',
    lagNote: (usual: string, slow: string) => `Of the last day: usually ${usual}, 1 in 20 over ${slow}`,
    waiting: 'Waiting',
    failed: 'Failed events',
    oldest: 'The oldest',
  },
  /** How long news takes where it was not measured: by what the directory comes through. */
  delays: {
    scim: 'applied as it comes',
    import: 'applied with each file',
    workos: 'not known yet',
  },
  /** A span in the largest unit that says enough. */
  span: (value: number) => {
    if (value < 90) return seconds(Math.round(value));
    if (value < 90 * 60) return minutes(Math.round(value / 60));
    if (value < 36 * 3_600) return hours(Math.round(value / 3_600));
    return days(Math.round(value / 86_400));
  },
  silence: {
    usual: (span: string) => `It is usually silent for no longer than ${span}.`,
    from: 'It counts as silent from',
  },
  problems: 'What is wrong',
  severities: { attention: 'Needs a look', failing: 'Failing' },
  since: 'Since',
  toDo: 'What to do',
  chart: 'Events of the last 30 days',
  kinds: {
    people: 'People',
    groups: 'Groups',
    memberships: 'Memberships',
    resync: 'Found by a resync',
    other: 'Connection and other',
  },
  utc: 'Days are those of UTC.',
  noEvents: 'No event has come in the last 30 days.',
  failures: {
    title: 'Failed events',
    table: 'Failed events',
    columns: { what: 'What went wrong', events: 'Events', last: 'Last' },
    kinds: {
      malformed:
        'What was sent cannot be read. Mend at the identity provider what the sentence names; it then sends it anew. What was sent stays here until then.',
      other:
        'It could not be applied. Nothing is lost: those who run Rollcall can try it again once the reason is gone.',
    },
    all: 'Look at them, try again or dismiss',
  },
  empty: {
    title: 'No directory yet',
    text: 'Once a directory is connected, this page says when it was last heard of, how long news takes to reach accounts, and what to do where something is wrong.',
    connect: 'Connect a directory',
  },
  more: 'More directories',
  fewer: 'Directories before',
};
