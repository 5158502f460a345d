import express, { Router } from 'express';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { WebhookReceipt } from '../generated/api.ts';
import type { HttpDeps } from './deps.ts';
import { contextOf } from './request-context.ts';

export const WORKOS_WEBHOOK = '/api/webhooks/workos';

/**
 * POST /api/webhooks/workos, on the raw bytes that were signed. 200 means that the event is durable; anything else
 * means that WorkOS is to send it again, where that can help.
 */
export function webhookEndpoint(deps: Pick<HttpDeps, 'receiveWorkosWebhook' | 'bodyLimitBytes'>): Router {
  const router = Router();
  router
    .route(WORKOS_WEBHOOK)
    .all((request, _response, next) => {
      contextOf(request).route = WORKOS_WEBHOOK;
      if (request.method === 'POST') {
        next();
        return;
      }
      throw new RollcallError('method_not_allowed', 'Allowed here: POST.', {
        details: { allowed: ['POST'] },
      });
    })
    .post(express.raw({ type: () => true, limit: deps.bodyLimitBytes }), async (request, response) => {
      const body: unknown = request.body;
      const delivery = await deps.receiveWorkosWebhook({
        header: request.headers['workos-signature'],
        rawBody: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
      });
      switch (delivery.kind) {
        case 'accepted': {
          const receipt: WebhookReceipt = {
            status: 'accepted',
            event_id: delivery.eventId,
            event_status: delivery.status,
          };
          response.status(200).json(receipt);
          return;
        }
        case 'no_secret':
          throw new RollcallError(
            'signing_secret_missing',
            'No webhook can be verified: set WORKOS_WEBHOOK_SECRET to the signing secret of the WorkOS endpoint and start again.',
            { retryable: true },
          );
        case 'not_verified':
          throw new RollcallError('signature_invalid', delivery.says, {
            details: { because: delivery.because },
          });
        case 'not_json':
          throw new RollcallError(
            'event_malformed',
            'The signature is right, but the body is not valid JSON.',
          );
      }
    });
  return router;
}
