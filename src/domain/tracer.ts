/**
 * What a span may say. The names are all there are, so that no personal value finds a place by accident: ids of ours,
 * kinds, counts, versions and codes.
 */
export type SpanAttributes = Partial<Record<SpanAttribute, string | number | boolean>>;

type SpanAttribute =
  | 'http.request.method'
  | 'http.route'
  | 'http.response.status_code'
  | 'error.type'
  | 'rollcall.request_id'
  | 'rollcall.tenant'
  | 'rollcall.tenant_id'
  | 'rollcall.directory_id'
  | 'rollcall.endpoint_id'
  | 'rollcall.message_id'
  | 'rollcall.event_id'
  | 'rollcall.event_kind'
  | 'rollcall.event_status'
  | 'rollcall.occasion'
  | 'rollcall.policy_version'
  | 'rollcall.attempt'
  | 'rollcall.outcome'
  | `rollcall.count.${'events' | 'requests' | 'timers' | 'people' | 'plans' | 'changes' | 'holds' | 'notices'}`;

export interface SpanOptions {
  /** Absent: a step inside this process. */
  kind?: 'server' | 'client' | 'consumer';
  attributes?: SpanAttributes;
  /** A traceparent (W3C Trace Context) that the span continues; null: none, it begins a trace. Absent: what is under way. */
  parent?: string | null;
  /** Traceparents of what else led to it. What is none is left out. */
  links?: readonly string[];
}

/** A piece of work, as it is told to whoever collects traces. */
export interface Span {
  /** What continues it elsewhere, or null where nothing is traced. */
  readonly traceParent: string | null;
  rename(name: string): void;
  note(attributes: SpanAttributes): void;
  /** Marks it as failed. @param code never a message, which may quote values */
  fail(code: string): void;
}

export interface OpenSpan extends Span {
  /** Does work of which this span is what is under way. */
  run<T>(work: () => T): T;
  end(): void;
}

/** Where spans go. Off unless configured, and then nothing is made. */
export interface Tracer {
  readonly isOn: boolean;
  begin(name: string, options?: SpanOptions): OpenSpan;
  /** The traceparent of what is under way, or null. */
  current(): string | null;
}

const noSpan: OpenSpan = {
  traceParent: null,
  rename: () => undefined,
  note: () => undefined,
  fail: () => undefined,
  run: (work) => work(),
  end: () => undefined,
};

export const noTracer: Tracer = { isOn: false, begin: () => noSpan, current: () => null };

/** Does work in a span of its own; where it fails, the span says with which code. */
export async function inSpan<T>(
  tracer: Tracer,
  name: string,
  options: SpanOptions,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  if (!tracer.isOn) return work(noSpan);
  const span = tracer.begin(name, options);
  try {
    return await span.run(() => work(span));
  } catch (fault) {
    span.fail(codeOfFault(fault));
    throw fault;
  } finally {
    span.end();
  }
}

/** The code of a fault (ours, or PostgreSQL's or Node's), or else the name of its class. Never its message. */
export function codeOfFault(fault: unknown): string {
  const { code, name } = (fault ?? {}) as { code?: unknown; name?: unknown };
  if (typeof code === 'string' && /^\w{1,60}$/.test(code)) return code;
  return typeof name === 'string' && /^\w{1,60}$/.test(name) ? name : 'unknown';
}
