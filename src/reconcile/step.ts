import { inSpan, type SpanAttributes } from '../domain/tracer.ts';
import type { Flow } from './flow.ts';
import type { News } from './news.ts';

/** A step of the flow, as traces show it. Where nothing is traced it is only the work. */
export function step<T>(
  { tracer }: Pick<Flow, 'tracer'>,
  name: 'mirror' | 'gather facts' | 'plan' | 'guard' | 'execute',
  attributes: SpanAttributes,
  work: () => Promise<T>,
): Promise<T> {
  return tracer === undefined ? work() : inSpan(tracer, name, { attributes }, work);
}

/** The trace of each event that came in one, by event id. */
export function tracesOf(news: readonly News[]): Map<string, string> {
  return new Map(
    news.flatMap(({ event, traceParent }) => (traceParent === undefined ? [] : [[event.id, traceParent]])),
  );
}

/** In which trace the consequences of these events belong: in that of the latest that came in one, or else in this run's. */
export function traceBehind({ tracer, traces }: Flow, eventIds: readonly string[]): string | null {
  if (tracer === undefined) return null;
  const last = eventIds.map((id) => traces?.get(id)).findLast((trace) => trace !== undefined);
  return last ?? tracer.current();
}
