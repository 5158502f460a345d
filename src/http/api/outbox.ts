import { RollcallError } from '../../domain/rollcall-error.ts';
import { listDeliveries, outboxKeyset, readMessage } from '../../store/outbox-read.ts';
import { replayDead, replayMessage } from '../../store/outbox-replay.ts';
import { answerPage } from '../paging.ts';
import { tenantRoute } from '../route.ts';

/**
 * A token that is bound to a tenant sees, and sends to, the endpoints of that tenant alone: those that hear of every
 * tenant are the operator's.
 */
export const outboxRoutes = {
  listOutbox: tenantRoute({
    method: 'get',
    path: '/outbox',
    scope: 'read',
    summary: 'List the webhook deliveries of a tenant',
    description: 'Delivered ones are kept for 30 days, dead ones for 90.',
    query: 'OutboxQuery',
    answer: 'OutboxDeliveryList',
    perform: (deps, { caller, tenant, query }) =>
      answerPage(query, 'outbox', outboxKeyset, (page) =>
        deps.database.inTenant(tenant.id, (trx) =>
          listDeliveries(trx, tenant.id, query, query.order ?? 'desc', page, caller.tenantId),
        ),
      ),
  }),

  // Before those with a message in their path: this would be taken for one.
  replayOutbox: tenantRoute({
    method: 'post',
    path: '/outbox/replay',
    scope: 'write',
    support: true,
    summary: 'Deliver again what was given up on',
    body: 'OutboxReplay',
    answer: 'OutboxReplayed',
    async perform(deps, { caller, tenant, body }) {
      const now = deps.clock.now();
      const replayed = await deps.database.inTenant(tenant.id, (trx) =>
        replayDead(trx, tenant.id, body, now, caller.tenantId),
      );
      if (body.dry_run !== true) deps.webhookEndpoints.wake();
      return { replayed };
    },
  }),

  getOutboxMessage: tenantRoute({
    method: 'get',
    path: '/outbox/:message',
    scope: 'read',
    summary: 'Show a message and what became of it',
    answer: 'OutboxMessage',
    async perform(deps, { caller, tenant, params }) {
      const message = await deps.database.inTenant(tenant.id, (trx) =>
        readMessage(trx, tenant.id, params.message, caller.tenantId),
      );
      if (message === null) throw noMessage();
      return message;
    },
  }),

  replayOutboxMessage: tenantRoute({
    method: 'post',
    path: '/outbox/:message/replay',
    scope: 'write',
    support: true,
    summary: 'Deliver a message again',
    description: 'To whom it was delivered before too: under the same id, so that a receiver can tell.',
    body: 'OutboxMessageReplay',
    answer: 'OutboxReplayed',
    async perform(deps, { caller, tenant, params, body }) {
      const now = deps.clock.now();
      const { message } = params;
      const replayed = await deps.database.inTenant(tenant.id, async (trx) => {
        if ((await readMessage(trx, tenant.id, message)) === null) throw noMessage();
        return replayMessage(trx, tenant.id, message, body.endpoint ?? null, now, caller.tenantId);
      });
      deps.webhookEndpoints.wake();
      return { replayed };
    },
  }),
};

function noMessage(): RollcallError {
  return new RollcallError('not_found', 'There is no message with this id.');
}
