import { beginBatch } from '../domain/traced-batch.ts';
import { codeOfFault, noTracer, type OpenSpan, type Tracer } from '../domain/tracer.ts';
import type { EventOutcome, WaitingEvent } from '../store/inbox.ts';

/** The spans of one turn at a lane. */
export interface TurnTrace {
  /** The turn has something to do: opens its span, and one for each event that came with a trace. */
  begin(work: { events: readonly WaitingEvent[]; timers: number }): void;
  /** In which trace what an event brings about belongs; by event id. Undefined where it came with none. */
  traceOf: (eventId: string) => string | undefined;
  /** Does work of which the turn is what is under way. */
  run<T>(work: () => T): T;
  /** Once it is committed, or has failed. */
  end(outcomes: readonly EventOutcome[]): void;
  fail(fault: unknown): void;
}

const nothing: TurnTrace = {
  begin: () => undefined,
  traceOf: () => undefined,
  run: (work) => work(),
  end: () => undefined,
  fail: () => undefined,
};

/** A turn that finds nothing to do leaves no span. */
export function traceTurn(tracer: Tracer = noTracer, tenantId: string): TurnTrace {
  if (!tracer.isOn) return nothing;
  let turnSpan: OpenSpan | null = null;
  const eventSpans = new Map<string, OpenSpan>();
  const close = (): void => {
    for (const span of eventSpans.values()) span.end();
    turnSpan?.end();
  };
  return {
    begin({ events, timers }) {
      const traces = events.map(({ trace_parent }) => trace_parent);
      const about = {
        'rollcall.tenant_id': tenantId,
        'rollcall.count.events': events.length,
        'rollcall.count.timers': timers,
      };
      const span = (turnSpan = beginBatch(tracer, 'lane turn', about, traces));
      for (const { event_id, directory_id, payload, attempts, trace_parent: parent } of events) {
        if (parent === null) continue;
        const attributes = {
          'rollcall.tenant_id': tenantId,
          'rollcall.directory_id': directory_id,
          'rollcall.event_id': event_id,
          'rollcall.event_kind': payload.news.kind,
          'rollcall.attempt': attempts + 1,
        };
        const links = span.traceParent === null ? [] : [span.traceParent];
        eventSpans.set(
          event_id,
          tracer.begin('apply event', { kind: 'consumer', attributes, parent, links }),
        );
      }
    },
    traceOf: (eventId) => eventSpans.get(eventId)?.traceParent ?? undefined,
    run: (work) => (turnSpan === null ? work() : turnSpan.run(work)),
    end(outcomes) {
      for (const outcome of outcomes) {
        const span = eventSpans.get(outcome.event_id);
        span?.note({ 'rollcall.event_status': outcome.status });
        // The code comes first in what is kept of a fault.
        if (outcome.error !== null && outcome.status !== 'ignored') span?.fail(codeIn(outcome.error));
      }
      close();
    },
    fail(fault) {
      for (const span of [...eventSpans.values(), ...(turnSpan ? [turnSpan] : [])])
        span.fail(codeOfFault(fault));
      close();
    },
  };
}

/** Of `code: reason`, as describeFault writes it, only the code: the reason may quote values. */
function codeIn(error: string): string {
  return /^\w{1,60}(?=:)/.exec(error)?.[0] ?? 'unknown';
}
