import { RollcallError } from '../../domain/rollcall-error.ts';
import { isConnectionFault, namingConnectionFaults } from '../../store/connection-fault.ts';
import type { Database } from '../../store/database.ts';
import { insertEvents, type ArrivedEvent } from '../../store/inbox.ts';
import { byInboxKey } from './inbox-order.ts';

/** Makes events durable; the promise resolves once they are. */
export interface InboxWriter {
  append(event: ArrivedEvent): Promise<void>;
}

interface Waiting {
  event: ArrivedEvent;
  resolve: () => void;
  reject: (fault: unknown) => void;
}

const eventsAtOnce = 500;
const writesAtOnce = 4;
/** Beyond this the database is so far behind that memory would run out; whoever sends is told to come back. */
const mostWaiting = 50_000;

/**
 * Commits events in groups: while one write is under way, those that arrive meanwhile wait and go together in the next,
 * so that a burst costs as many commits as the disk can do, not one per event. Each caller is answered only after the
 * commit of its own event. Where a group fails, its events are tried one by one, so that one never fails another; but
 * where the database went away, all of them are refused at once.
 */
export function createInboxWriter(database: Database, most = mostWaiting): InboxWriter {
  const waiting: Waiting[] = [];
  let writing = 0;

  const write = (group: Waiting[]): Promise<void> =>
    namingConnectionFaults(() =>
      insertEvents(
        database.knex,
        group.map(({ event }) => event),
      ),
    );

  const writeOneByOne = async (group: Waiting[]): Promise<void> => {
    for (const [place, one] of group.entries()) {
      try {
        await write([one]);
        one.resolve();
      } catch (fault) {
        one.reject(fault);
        if (!isConnectionFault(fault)) continue;
        for (const { reject } of group.slice(place + 1)) reject(fault);
        return;
      }
    }
  };

  const flush = async (): Promise<void> => {
    writing += 1;
    while (waiting.length > 0) {
      const group = waiting.splice(0, eventsAtOnce).sort((a, b) => byInboxKey(a.event, b.event));
      try {
        await write(group);
        for (const { resolve } of group) resolve();
      } catch (fault) {
        if (group.length === 1 || isConnectionFault(fault)) for (const { reject } of group) reject(fault);
        else await writeOneByOne(group);
      }
    }
    writing -= 1;
  };

  return {
    append: (event) =>
      new Promise((resolve, reject) => {
        if (waiting.length >= most) {
          reject(overfull());
          return;
        }
        waiting.push({ event, resolve, reject });
        if (writing < writesAtOnce) void flush();
      }),
  };
}

function overfull(): RollcallError {
  return new RollcallError(
    'database_unavailable',
    'More events arrive than the database takes just now. Nothing was lost; the same event can be sent again.',
    { retryable: true },
  );
}
