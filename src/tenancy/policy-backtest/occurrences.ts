import type { Transaction } from '../../store/database.ts';
import {
  readRecordedActs,
  readRecordedEvents,
  type RecordedAct,
  type RecordedEvent,
} from '../../store/recorded-history.ts';

/** What happened at one moment: a batch of news as it was applied, or what was recorded of one act. */
export type Occurrence =
  { at: Date; kind: 'news'; events: RecordedEvent[] } | { at: Date; kind: 'acts'; acts: RecordedAct[] };

/** What news is read by, where both came at one moment. */
const comeFirst = new Set([
  'policy.activated',
  'directory.created',
  'directory.started',
  'directory.activated',
  'directory.paused',
  'directory.resumed',
  'directory.disconnected',
]);

/**
 * What is recorded of a tenant after one moment and until another, in its order.
 *
 * @param trx in the scope of the tenant; it stays open for as long as this is read
 */
export async function* readOccurrences(
  trx: Transaction,
  tenantId: string,
  after: Date | null,
  until: Date,
): AsyncGenerator<Occurrence> {
  const news = inBatches(readRecordedEvents(trx, tenantId, after, until));
  const acts = together(readRecordedActs(trx, tenantId, after, until));
  let batch = await nextOf(news);
  let act = await nextOf(acts);
  while (batch !== null || act !== null) {
    if (act !== null && (batch === null || isFirst(act, batch))) {
      yield { at: at(act[0]?.at), kind: 'acts', acts: act };
      act = await nextOf(acts);
    } else if (batch !== null) {
      yield { at: at(batch[0]?.finished_at), kind: 'news', events: batch };
      batch = await nextOf(news);
    }
  }
}

function isFirst([act]: RecordedAct[], [event]: RecordedEvent[]): boolean {
  const difference = at(act?.at).getTime() - at(event?.finished_at).getTime();
  return difference === 0 ? comeFirst.has(act?.action ?? '') : difference < 0;
}

function at(time: Date | undefined): Date {
  return time ?? new Date(0);
}

async function nextOf<T>(generator: AsyncGenerator<T>): Promise<T | null> {
  const next = await generator.next();
  return next.done === true ? null : next.value;
}

function inBatches(events: AsyncIterable<RecordedEvent>): AsyncGenerator<RecordedEvent[]> {
  return grouped(events, (event) => String(event.finished_at.getTime()));
}

/** Records of one moment and of one actor come of one act. */
function together(acts: AsyncIterable<RecordedAct>): AsyncGenerator<RecordedAct[]> {
  return grouped(acts, ({ at: time, actor }) => `${time.getTime()} ${actor.kind} ${actor.id ?? ''}`);
}

/** Neighbours of one key. */
async function* grouped<T>(items: AsyncIterable<T>, keyOf: (item: T) => string): AsyncGenerator<T[]> {
  let group: T[] = [];
  let key: string | null = null;
  for await (const item of items) {
    const own = keyOf(item);
    if (own !== key && group.length > 0) {
      yield group;
      group = [];
    }
    key = own;
    group.push(item);
  }
  if (group.length > 0) yield group;
}
