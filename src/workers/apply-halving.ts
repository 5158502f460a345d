import type { Logger } from 'pino';
import { revocationsIn, type Revocation } from '../domain/time-to-revoke.ts';
import type { EventFate } from '../reconcile/mirror.ts';
import type { reconcile, ReconcileDeps } from '../reconcile/reconcile.ts';
import { codeOf } from '../store/connection-fault.ts';
import type { Transaction } from '../store/database.ts';
import type { EventOutcome, WaitingEvent } from '../store/inbox.ts';
import type { TenantRow } from '../store/tenants.ts';
import { describeFault, isSystemic } from './fault.ts';
import type { TurnTrace } from './trace-turn.ts';

export interface ApplyDeps extends ReconcileDeps {
  /** The flow; given, so that a benchmark can measure a lane around one that does nothing. */
  reconcile: typeof reconcile;
  log: Logger;
}

/** What became of events, and whose access that ended. */
interface Applied {
  outcomes: EventOutcome[];
  revoked: Revocation[];
}

/** An event that keeps failing is tried this often, then set aside, so that it does not block its tenant for ever. */
const triesPerEvent = 5;

/**
 * Applies a batch of events. One that fails is halved until the events at fault are found; the rest goes through.
 *
 * @throws what is systemic: no event is to be blamed then
 */
export async function applyHalving(
  deps: ApplyDeps,
  trx: Transaction,
  tenant: TenantRow,
  events: WaitingEvent[],
  traceOf: TurnTrace['traceOf'],
): Promise<Applied> {
  const news = events.map(({ directory_id, event_id, payload, received_at }) => {
    const traceParent = traceOf(event_id);
    const item = { directoryId: directory_id, event: payload, receivedAt: received_at };
    return traceParent === undefined ? item : { ...item, traceParent };
  });
  try {
    const asOf = deps.clock.now();
    const { fates, ignoredBecause, plans } = await trx.transaction((savepoint) =>
      deps.reconcile(deps, savepoint, tenant, { kind: 'news', news }),
    );
    return {
      outcomes: events.map((event) => ({
        ...succeeded(event, fates.get(event.payload.id) ?? 'applied'),
        error: ignoredBecause.get(event.payload.id) ?? null,
      })),
      revoked: revocationsIn(plans, asOf),
    };
  } catch (fault) {
    if (isSystemic(fault)) throw fault;
    const [only] = events;
    if (only && events.length === 1) {
      return { outcomes: [failed(deps, tenant.id, only, fault)], revoked: [] };
    }
    const middle = Math.ceil(events.length / 2);
    const first = await applyHalving(deps, trx, tenant, events.slice(0, middle), traceOf);
    const second = await applyHalving(deps, trx, tenant, events.slice(middle), traceOf);
    return {
      outcomes: [...first.outcomes, ...second.outcomes],
      revoked: [...first.revoked, ...second.revoked],
    };
  }
}

function succeeded(event: WaitingEvent, fate: EventFate): EventOutcome {
  return {
    directory_id: event.directory_id,
    event_id: event.event_id,
    status: fate,
    attempts: event.attempts + 1,
    next_attempt_at: null,
    error: null,
  };
}

function failed(deps: ApplyDeps, tenantId: string, event: WaitingEvent, fault: unknown): EventOutcome {
  const attempts = event.attempts + 1;
  const setAside = attempts >= triesPerEvent;
  const backOffMs = 1_000 * 2 ** (attempts - 1);
  const code = codeOf(fault);
  // The message may quote a person's values; it belongs into the database, not into the log.
  deps.log.error(
    { tenant_id: tenantId, event_id: event.event_id, attempts, code },
    setAside ? 'an event keeps failing and is set aside' : 'an event failed and will be tried again',
  );
  return {
    directory_id: event.directory_id,
    event_id: event.event_id,
    status: setAside ? 'set_aside' : 'waiting',
    attempts,
    next_attempt_at: setAside ? null : new Date(deps.clock.now().getTime() + backOffMs),
    error: describeFault(fault),
  };
}
