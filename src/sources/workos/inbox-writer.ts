import { namingConnectionFaults } from '../../store/connection-fault.ts';
import type { Database } from '../../store/database.ts';
import { insertEvents, type ArrivedEvent } from '../../store/inbox.ts';

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

/**
 * Commits events in groups: while one write is under way, those that arrive meanwhile wait and go together in the next,
 * so that a burst costs as many commits as the disk can do, not one per event. Each caller is answered only after the
 * commit of its own event; where a group fails, its events are tried one by one, so that one never fails another.
 */
export function createInboxWriter(database: Database): InboxWriter {
  const waiting: Waiting[] = [];
  let writing = 0;

  const write = (group: Waiting[]): Promise<void> =>
    namingConnectionFaults(() =>
      insertEvents(
        database.knex,
        group.map(({ event }) => event),
      ),
    );

  const flush = async (): Promise<void> => {
    writing += 1;
    while (waiting.length > 0) {
      const group = waiting.splice(0, eventsAtOnce);
      try {
        await write(group);
        for (const { resolve } of group) resolve();
      } catch (fault) {
        if (group.length === 1) group[0]?.reject(fault);
        else for (const one of group) await write([one]).then(one.resolve, one.reject);
      }
    }
    writing -= 1;
  };

  return {
    append: (event) =>
      new Promise((resolve, reject) => {
        waiting.push({ event, resolve, reject });
        if (writing < writesAtOnce) void flush();
      }),
  };
}
