import { inSpan, type Tracer } from '../domain/tracer.ts';
import type { Attempt, WebhookPoster } from '../outbound/webhooks/post-webhook.ts';
import type { ClaimedDelivery } from '../store/outbox-deliveries.ts';
import type { Claim } from './deliver-lane.ts';

/**
 * One attempt, in the trace of what the message is about, which the receiver is told of.
 *
 * @param headers null where it could not be signed
 */
export function attemptDelivery(
  { poster, tracer }: { poster: WebhookPoster; tracer: Tracer },
  { lane, endpoint }: Claim,
  delivery: ClaimedDelivery,
  headers: Record<string, string> | null,
): Promise<Attempt> {
  const attributes = {
    'rollcall.tenant_id': lane.tenant_id,
    'rollcall.endpoint_id': lane.endpoint_id,
    'rollcall.message_id': delivery.message_id,
    'rollcall.attempt': delivery.attempts + 1,
  };
  const about = { kind: 'client', parent: delivery.trace_parent, attributes } as const;
  return inSpan(tracer, 'deliver webhook', about, async (span) => {
    if (headers === null) {
      span.fail('unsigned');
      return { kind: 'unanswered', because: 'It could not be signed: its secret does not open.' };
    }
    const sent = span.traceParent === null ? headers : { ...headers, traceparent: span.traceParent };
    const attempt = await poster.post(endpoint.url, sent, delivery.payload);
    if (attempt.kind === 'unanswered') span.fail('unanswered');
    else {
      span.note({ 'http.response.status_code': attempt.status });
      if (attempt.status >= 300) span.fail(String(attempt.status));
    }
    return attempt;
  });
}
