import type {
  Event,
  EventFailure,
  EventsDismissed,
  EventsRetried,
  UnclaimedDirectory,
} from '../generated/api.ts';
import { alignedTable, printable } from './aligned-table.ts';
import { counted } from './policy-backtest-words.ts';

const LONGEST_CELL = 100;

export function eventTable(events: Event[]): string {
  return alignedTable(
    ['EVENT', 'TYPE', 'STATUS', 'TRIES', 'RECEIVED', 'DIRECTORY', 'ERROR'],
    events.map(({ id, type, status, attempts, received_at, directory_id, error }) => [
      ...[short(id), short(type), status, attempts, received_at, directory_id],
      error === null ? null : short(error),
    ]),
  );
}

export function failureTable(failures: EventFailure[]): string {
  return alignedTable(
    ['EVENTS', 'KIND', 'FIRST', 'LAST', 'EXAMPLE', 'FAILURE', 'ERROR'],
    failures.map(({ events, kind, first_at, last_at, example, failure, error }) => [
      ...[events, kind, first_at, last_at, short(example.id), failure, short(error)],
    ]),
  );
}

/** An event with all that it says, and what can be done about it. */
export function eventInWords(event: Event, tenant: string): string {
  const lines: [string, string | null][] = [
    ['Event', event.id],
    ['Type', event.type],
    ['Status', event.status],
    ['Directory', event.directory_id],
    ['Source', event.source],
    ['Happened', event.occurred_at],
    ['Received', event.received_at],
    ['Tries', String(event.attempts)],
    ['Next try', event.next_attempt_at],
    ['Finished', event.finished_at],
    ['Error', event.error],
    ['Dismissed', dismissedInWords(event)],
  ];
  const head = lines
    .filter(([, says]) => says !== null)
    .map(([name, says]) => `${`${name}:`.padEnd(11)} ${printable(says)}`);
  return [
    ...head,
    '',
    printableLines(JSON.stringify(event.payload, null, 2)),
    ...whatToDo(event, tenant),
  ].join('\n');
}

function dismissedInWords({ dismissed }: Event): string | null {
  if (dismissed === null) return null;
  const { at, by, reason } = dismissed;
  return `${at} by ${by.kind} ${by.id ?? ''}: ${reason}`;
}

function whatToDo({ id, status, payload, directory_id }: Event, tenant: string): string[] {
  const { news } = payload as { news?: { kind?: unknown } };
  const of = `${id} --tenant ${tenant} --directory ${directory_id}`;
  const retry = `  rollcall events retry ${of}`;
  if (status === 'dismissed' && news?.kind !== 'malformed')
    return ['', 'To try it again all the same:', retry];
  if (status !== 'set_aside') return [];
  const dismiss = `  rollcall events dismiss ${of} --reason "..."`;
  if (news?.kind === 'malformed')
    return ['', 'It cannot be read, so it cannot be tried again. Once it is seen to:', dismiss];
  return ['', 'Once the cause is gone, or if it needs nothing any more:', retry, dismiss];
}

export function retriedInWords({ events, malformed, dry_run }: EventsRetried): string {
  const said = dry_run
    ? `${counted(events, 'event')} would be tried again.`
    : `${events} ${events === 1 ? 'event waits' : 'events wait'} to be tried again.`;
  if (malformed === 0) return said;
  return `${said} ${malformed} cannot be read and ${dry_run ? 'would be' : 'were'} passed over.`;
}

export function dismissedManyInWords({ events, dry_run }: EventsDismissed): string {
  if (dry_run) return `${counted(events, 'event')} would be dismissed.`;
  return `${events} ${events === 1 ? 'event was' : 'events were'} dismissed.`;
}

export function unclaimedTable(directories: UnclaimedDirectory[]): string {
  return alignedTable(
    ['DIRECTORY KEY', 'SOURCE', 'EVENTS', 'FIRST', 'LAST'],
    directories.map(({ directory_key, source, events, first_received_at, last_received_at }) => [
      ...[directory_key === '' ? '(none)' : short(directory_key), source, events],
      ...[first_received_at, last_received_at],
    ]),
  );
}

/** Whole in --json and in `events show`. */
function short(text: string): string {
  return text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL - 3).toWellFormed()}...` : text;
}

function printableLines(text: string): string {
  return text
    .split('\n')
    .map((line) => printable(line))
    .join('\n');
}
