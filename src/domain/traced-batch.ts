import type { OpenSpan, SpanAttributes, Tracer } from './tracer.ts';

/**
 * The span of work on several requests or events at once, each with a trace of its own or none: where all of it comes
 * from one trace it continues that one; else it begins a trace, and is linked to theirs.
 *
 * @param from the traceparents of what is worked on
 */
export function beginBatch(
  tracer: Tracer,
  name: string,
  attributes: SpanAttributes,
  from: readonly (string | null | undefined)[],
): OpenSpan {
  const traces = [...new Set(from.filter((each) => typeof each === 'string'))];
  const [only = null] = traces;
  return traces.length <= 1
    ? tracer.begin(name, { kind: 'consumer', attributes, parent: only })
    : tracer.begin(name, { kind: 'consumer', attributes, parent: null, links: traces });
}
