import type { EventStatus } from '../../../generated/api.ts';
import { count, plural } from './counting.ts';

/** Events that were set aside: what failed, and what to do about it. */
export const failedEvents = {
  title: 'Failed events',
  lead: 'News that could not be applied. It keeps nobody waiting: other news goes on, also about the same person. What it said is missing until it is tried again, or until the source says it anew.',
  table: 'Groups of failed events',
  columns: { error: 'What failed', events: 'Events', from: 'From', last: 'Last', action: 'Action' },
  kinds: { failed: 'Failed', malformed: 'Cannot be read' },
  statuses: { set_aside: 'Failed', dismissed: 'Dismissed' },
  status: 'Show',
  directories: (value: number) => plural(value, { one: '# directory', other: '# directories' }),
  first: 'First {when}',
  moreTypes: (value: number) => plural(value, { one: 'and # more type', other: 'and # more types' }),
  open: 'Look at the events',
  retry: 'Try again',
  dismiss: 'Dismiss',
  retryAll: 'Try all again',
  dismissAll: 'Dismiss all',
  counting: 'Counting the events',
  retrying: {
    title: {
      all: 'Try all failed events again?',
      group: 'Try these events again?',
      one: 'Try this event again?',
    },
    events: (value: number) =>
      `${plural(value, { one: '# event waits', other: '# events wait' })} again as if just arrived, with five tries. Where the cause is still there, they come back here.`,
    one: 'It waits again as if just arrived, with five tries. Where the cause is still there, it comes back here.',
    malformed: (value: number) =>
      plural(value, {
        one: '# more cannot be read and is passed over: dismiss it.',
        other: '# more cannot be read and are passed over: dismiss them.',
      }),
    older: 'News that came later has not waited. What is older than what is known by now changes nothing.',
    none: 'None of them can be tried again.',
    going: 'Putting events back in line',
    done: (value: number) => plural(value, { one: '# event waits again', other: '# events wait again' }),
  },
  dismissing: {
    title: { all: 'Dismiss all failed events?', group: 'Dismiss these events?', one: 'Dismiss this event?' },
    events: (value: number) =>
      `${plural(value, { one: '# event is', other: '# events are' })} counted as failed no more, and ${plural(value, { one: 'changes', other: 'change' })} nothing. What they said stays missing until the source says it anew.`,
    again: 'A dismissed event can still be tried again.',
    malformed: (value: number) =>
      plural(value, {
        one: '# of them cannot be read, and so never be tried again.',
        other: '# of them cannot be read, and so never be tried again.',
      }),
    allMalformed: 'What cannot be read can never be tried again.',
    going: 'Dismissing events',
    reason: 'Why',
    reasonHint: 'Kept in the audit log, which no purge reaches: name nobody.',
    done: (value: number) => plural(value, { one: '# event dismissed', other: '# events dismissed' }),
  },
  empty: {
    title: 'Nothing has failed',
    text: 'An event that cannot be read, or that keeps failing after five tries, is set aside and shown here, grouped by its cause.',
  },
  emptyDismissed: {
    title: 'Nothing was dismissed',
    text: 'Events of which somebody said that nothing is to be done are kept here, and can be tried again.',
  },
  inGroup: {
    title: 'Events of one failure',
    table: 'Events of this failure',
    columns: { event: 'Event', arrived: 'Arrived', state: 'State', tries: 'Tries' },
    gone: {
      title: 'No event is left here',
      text: 'They were tried again or dismissed meanwhile.',
    },
  },
  event: {
    title: 'Event',
    about: 'About it',
    says: 'What it says',
    saysLead: 'In Rollcall’s own form, without what the policy calls sensitive.',
    error: 'Why it failed',
    facts: {
      id: 'Id',
      type: 'Type',
      source: 'Source',
      occurred: 'Occurred',
      received: 'Arrived',
      tries: 'Tries',
      next: 'Tried next',
      finished: 'Finished',
      dismissed: 'Dismissed',
      by: 'By',
      reason: 'Why',
    },
    id: 'the id',
    payload: 'what it says',
  },
  eventStates: {
    waiting: 'Waiting',
    applied: 'Applied',
    superseded: 'Superseded',
    ignored: 'Ignored',
    set_aside: 'Failed',
    dismissed: 'Dismissed',
  } satisfies Record<EventStatus, string>,
  tries: (value: number) => count(value),
};
