import { RollcallError } from '../../domain/rollcall-error.ts';
import type { WebhookEndpoint } from '../../generated/api.ts';
import { disableByHand, enableAgain, removeEndpoint } from '../../outbound/webhooks/endpoint-state.ts';
import { createEndpoint, rotateSecret, testEndpoint } from '../../outbound/webhooks/endpoints.ts';
import type { Asked } from '../../outbound/webhooks/reach-endpoint.ts';
import { endpointsKeyset, listEndpoints, showEndpoint } from '../../store/webhook-endpoints-read.ts';
import type { HttpDeps } from '../deps.ts';
import { answerPage } from '../paging.ts';
import { actorOf, sharedRoute, type Caller } from '../route.ts';

const FORMER_END_IN_HOURS = 24;

/** A token that is bound to a tenant sees and changes the endpoints of that tenant, and no others. */
export const webhookEndpointRoutes = {
  listWebhookEndpoints: sharedRoute({
    method: 'get',
    path: '/webhook-endpoints',
    scope: 'read',
    summary: 'List the webhook endpoints',
    query: 'WebhookEndpointsQuery',
    answer: 'WebhookEndpointList',
    async perform(deps, { caller, query, reach }) {
      const tenantId = query.tenant === undefined ? caller.tenantId : (await reach(query.tenant)).id;
      return answerPage(query, 'webhook-endpoints', endpointsKeyset, (page) =>
        deps.database.acrossTenants((trx) => listEndpoints(trx, tenantId, page, deps.clock.now())),
      );
    },
  }),

  createWebhookEndpoint: sharedRoute({
    method: 'post',
    path: '/webhook-endpoints',
    scope: 'webhooks:write',
    summary: 'Make a webhook endpoint',
    description:
      'It is told of what happens from now on, of one tenant or of each. The secret is in this answer and nowhere else.',
    body: 'NewWebhookEndpoint',
    answer: 'WebhookEndpointOnce',
    creates: true,
    answersSecret: true,
    async perform(deps, { caller, body, reach }) {
      const tenantId = body.tenant === undefined ? caller.tenantId : (await reach(body.tenant)).id;
      const request = {
        tenantId,
        url: body.url,
        description: body.description ?? null,
        eventTypes: body.event_types ?? null,
      };
      const { id, secret } = await createEndpoint(deps.webhookEndpoints, request, actorOf(caller));
      return { ...(await show(deps, id)), secret };
    },
  }),

  getWebhookEndpoint: sharedRoute({
    method: 'get',
    path: '/webhook-endpoints/:endpoint',
    scope: 'read',
    summary: 'Show a webhook endpoint',
    answer: 'WebhookEndpoint',
    perform: (deps, { caller, params }) => show(deps, params.endpoint, caller.tenantId),
  }),

  deleteWebhookEndpoint: sharedRoute({
    method: 'delete',
    path: '/webhook-endpoints/:endpoint',
    scope: 'webhooks:write',
    summary: 'Delete a webhook endpoint',
    description: 'What waits for it is forgotten.',
    async perform(deps, { caller, params }) {
      await removeEndpoint(deps.webhookEndpoints, params.endpoint, askedBy(caller));
      return undefined;
    },
  }),

  rotateWebhookSecret: sharedRoute({
    method: 'post',
    path: '/webhook-endpoints/:endpoint/secrets',
    scope: 'webhooks:write',
    summary: 'Make another secret of a webhook endpoint',
    description:
      'It is in this answer and nowhere else. Deliveries carry a signature by the former secrets too until those end, so that the receiver can change over.',
    body: 'NewWebhookSecret',
    answer: 'WebhookSecretOnce',
    creates: true,
    answersSecret: true,
    async perform(deps, { caller, params, body }) {
      const hours = body.former_end_in_hours ?? FORMER_END_IN_HOURS;
      const asked = { ...askedBy(caller), formerEndInHours: hours };
      const made = await rotateSecret(deps.webhookEndpoints, params.endpoint, asked);
      return {
        id: made.id,
        created_at: made.created_at.toISOString(),
        expires_at: null,
        former_end_at: made.formerEndAt.toISOString(),
        secret: made.secret,
      };
    },
  }),

  enableWebhookEndpoint: sharedRoute({
    method: 'post',
    path: '/webhook-endpoints/:endpoint/enable',
    scope: 'webhooks:write',
    summary: 'Send to a webhook endpoint again that was disabled or rests',
    description: 'It begins with what waits for it.',
    answer: 'WebhookEndpoint',
    async perform(deps, { caller, params }) {
      await enableAgain(deps.webhookEndpoints, params.endpoint, askedBy(caller));
      return show(deps, params.endpoint, caller.tenantId);
    },
  }),

  disableWebhookEndpoint: sharedRoute({
    method: 'post',
    path: '/webhook-endpoints/:endpoint/disable',
    scope: 'webhooks:write',
    summary: 'Send nothing more to a webhook endpoint until it is enabled',
    description: 'What is for it waits.',
    answer: 'WebhookEndpoint',
    async perform(deps, { caller, params }) {
      await disableByHand(deps.webhookEndpoints, params.endpoint, askedBy(caller));
      return show(deps, params.endpoint, caller.tenantId);
    },
  }),

  testWebhookEndpoint: sharedRoute({
    method: 'post',
    path: '/webhook-endpoints/:endpoint/test',
    scope: 'webhooks:write',
    summary: 'Send a test message to a webhook endpoint',
    description: 'One signed message of the type webhook.test, sent at once, also to a disabled endpoint.',
    answer: 'WebhookTestReport',
    perform: (deps, { caller, params }) =>
      testEndpoint(deps.webhookEndpoints, params.endpoint, caller.tenantId),
  }),
};

function askedBy(caller: Caller): Asked {
  return { reach: caller.tenantId, actor: actorOf(caller) };
}

async function show(deps: HttpDeps, id: string, reach: string | null = null): Promise<WebhookEndpoint> {
  const found = await deps.database.acrossTenants((trx) => showEndpoint(trx, id, reach, deps.clock.now()));
  if (found === null) throw new RollcallError('not_found', 'There is no webhook endpoint with this id.');
  return found;
}
