import { validate } from 'uuid';
import { systemClock } from '../domain/clock.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { OutboxDelivery } from '../generated/api.ts';
import { listDeliveries, readMessage } from '../store/outbox-read.ts';
import { replayDead, replayMessage } from '../store/outbox-replay.ts';
import { alignedTable } from './aligned-table.ts';
import { printResult, type CommandIo } from './command-io.ts';
import { withDatabase } from './connect.ts';
import type { OfTenant } from './directory.ts';
import { everyItem, tenantOfSlug } from './tenancy.ts';
import { endpointIdOf } from './webhook.ts';

export interface OutboxListOptions extends OfTenant {
  status?: OutboxDelivery['status'];
  endpoint?: string;
}

export interface OutboxReplayOptions extends OfTenant {
  dead?: boolean;
  endpoint?: string;
}

/** `rollcall outbox list --tenant acme` */
export async function outboxListCommand(options: OutboxListOptions, io: CommandIo): Promise<number> {
  const filter = {
    ...(options.status === undefined ? {} : { status: options.status }),
    ...(options.endpoint === undefined ? {} : { endpoint: endpointIdOf(options.endpoint) }),
  };
  return withDatabase(io, async ({ database }) => {
    const tenant = await tenantOfSlug(database, options.tenant);
    const deliveries = await everyItem((page) =>
      database.inTenant(tenant.id, (trx) => listDeliveries(trx, tenant.id, filter, 'asc', page)),
    );
    const words =
      deliveries.data.length === 0 ? 'There are no such deliveries.' : deliveryTable(deliveries.data);
    return printResult(io, options.json, deliveries, words);
  });
}

/** `rollcall outbox replay MESSAGE --tenant acme`, or with --dead instead of a message. */
export async function outboxReplayCommand(
  message: string | undefined,
  options: OutboxReplayOptions,
  io: CommandIo,
): Promise<number> {
  if ((message === undefined) !== (options.dead === true)) {
    throw new RollcallError(
      'invalid_request',
      'Give a message, or --dead for everything that was given up on.',
    );
  }
  const endpoint = options.endpoint === undefined ? null : endpointIdOf(options.endpoint);
  return withDatabase(io, async ({ database }) => {
    const tenant = await tenantOfSlug(database, options.tenant);
    const now = systemClock.now();
    const replayed = await database.inTenant(tenant.id, async (trx) => {
      if (message === undefined) {
        return replayDead(trx, tenant.id, endpoint === null ? {} : { endpoint }, now);
      }
      if (!validate(message) || (await readMessage(trx, tenant.id, message)) === null) {
        throw new RollcallError('not_found', 'There is no message with this id.');
      }
      return replayMessage(trx, tenant.id, message, endpoint, now);
    });
    const words = `${replayed} ${replayed === 1 ? 'delivery waits' : 'deliveries wait'} again.`;
    return printResult(io, options.json, { replayed }, words);
  });
}

function deliveryTable(deliveries: OutboxDelivery[]): string {
  return alignedTable(
    ['MESSAGE', 'TYPE', 'ENDPOINT', 'STATUS', 'ATTEMPTS', 'NEXT', 'LAST PROBLEM'],
    deliveries.map((delivery) => [
      delivery.message_id,
      delivery.type,
      delivery.endpoint_id,
      delivery.status,
      delivery.attempts,
      delivery.next_attempt_at,
      delivery.last_error,
    ]),
  );
}
