import type { Clock } from '../../domain/clock.ts';
import type { Tracer } from '../../domain/tracer.ts';
import type { Database } from '../../store/database.ts';
import { insertUnclaimedEvents } from '../../store/unclaimed-events.ts';
import type { InboxWriter } from './inbox-writer.ts';
import type { PlaceEvent } from './place-event.ts';
import { verifySignature, type SignatureProblem } from './verify-signature.ts';

export interface WorkosReceiverDeps {
  database: Database;
  clock: Clock;
  inbox: InboxWriter;
  place: PlaceEvent;
  /** Null where none is configured: then nothing is accepted. */
  secrets: readonly string[] | null;
  /** Absent: nothing is traced. */
  tracer?: Tracer;
}

/** What became of a delivery. Only `accepted` means that the event is durable. */
export type Delivery =
  | {
      kind: 'accepted';
      eventId: string;
      type: string;
      status: 'waiting' | 'ignored' | 'set_aside' | 'unclaimed';
    }
  | { kind: 'no_secret' }
  | { kind: 'not_verified'; because: SignatureProblem; says: string }
  | { kind: 'not_json' };

export type ReceiveWorkosWebhook = (request: {
  header: string | string[] | undefined;
  rawBody: Buffer;
}) => Promise<Delivery>;

/**
 * Takes a webhook delivery: verifies the bytes, normalizes, drops what the tenant's policy calls sensitive, and makes
 * the event durable. Accounts are not its business. Resolves only after the commit; rejects where the event could not
 * be made durable, so that WorkOS tries again.
 */
export function createWorkosReceiver(deps: WorkosReceiverDeps): ReceiveWorkosWebhook {
  return async ({ header, rawBody }) => {
    if (deps.secrets === null) return { kind: 'no_secret' };
    const receivedAt = deps.clock.now();
    const verdict = verifySignature({ header, rawBody, secrets: deps.secrets, now: receivedAt });
    if (!verdict.verified) return { kind: 'not_verified', because: verdict.because, says: verdict.says };
    const body = parseJson(rawBody);
    if (body === undefined) return { kind: 'not_json' };

    const placed = await deps.place(body, rawBody, receivedAt);
    if (placed.place === 'unclaimed') {
      const { event } = placed.kept;
      await deps.database.acrossTenants((trx) => insertUnclaimedEvents(trx, [placed.kept]));
      return { kind: 'accepted', eventId: event.id, type: event.type, status: 'unclaimed' };
    }
    const { event, status } = placed.arrived;
    const traceParent = deps.tracer?.current() ?? null;
    await deps.inbox.append(traceParent === null ? placed.arrived : { ...placed.arrived, traceParent });
    return { kind: 'accepted', eventId: event.id, type: event.type, status };
  };
}

function parseJson(rawBody: Buffer): unknown {
  try {
    return JSON.parse(rawBody.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
