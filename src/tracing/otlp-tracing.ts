import { AsyncLocalStorage } from 'node:async_hooks';
import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span as SdkSpan,
  type SpanContext,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
  type Sampler,
  type SpanExporter,
} from '@opentelemetry/sdk-trace';
import type { Logger } from 'pino';
import type { OpenSpan, SpanOptions, Tracer } from '../domain/tracer.ts';
import type { TracingSettings } from './settings.ts';

export interface Tracing {
  tracer: Tracer;
  /** Sends what has ended so far. Rejects where it cannot be sent. */
  flush(): Promise<void>;
  /** Sends what is left, for a few seconds at most. */
  stop(): Promise<void>;
}

/** More spans than these wait for nobody: of a collector that is away or slow, the rest is dropped. */
const mostWaiting = 8_192;
/** Between batches, in milliseconds. */
const batchIntervalMs = 2_000;
/** For so long a stop waits for the collector, in milliseconds. */
const longestStopMs = 3_000;

const kinds = { server: SpanKind.SERVER, client: SpanKind.CLIENT, consumer: SpanKind.CONSUMER } as const;

/** Sends spans to a collector by OTLP over HTTP. Registers nothing globally: whoever is not given the tracer has none. */
export function createOtlpTracing(settings: TracingSettings, log: Logger): Tracing {
  const { url, headers, timeoutMs: timeoutMillis } = settings;
  const exporter = tellingOfFaults(new OTLPTraceExporter({ url, headers, timeoutMillis }), log);
  const provider = new TracerProvider({
    resource: defaultResource().merge(
      resourceFromAttributes({ ...settings.resource, 'service.name': settings.serviceName }),
    ),
    sampler: samplerOf(settings),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter,
        maxQueueSize: mostWaiting,
        scheduledDelayMillis: batchIntervalMs,
        // The exporter's own limit comes first, and says what is wrong.
        exportTimeoutMillis: settings.timeoutMs + 1_000,
      }),
    ],
    // As many as a batch has events.
    spanLimits: { linkCountLimit: 10_000 },
  });
  return {
    tracer: tracerOver(provider),
    flush: () => provider.forceFlush(),
    stop: () => withinTime(provider.shutdown()),
  };
}

function tracerOver(provider: TracerProvider): Tracer {
  const tracer = provider.getTracer('rollcall');
  const underWay = new AsyncLocalStorage<Context>();
  return {
    isOn: true,
    begin(name, { kind, attributes = {}, parent, links = [] }: SpanOptions = {}) {
      const from =
        parent === undefined
          ? (underWay.getStore() ?? ROOT_CONTEXT)
          : contextBehind(parseTraceParent(parent));
      const span = tracer.startSpan(
        name,
        {
          kind: kind === undefined ? SpanKind.INTERNAL : kinds[kind],
          attributes,
          links: links
            .map(parseTraceParent)
            .filter((context) => context !== null)
            .map((context) => ({ context })),
        },
        from,
      );
      return openSpan(span, (work) => underWay.run(trace.setSpan(from, span), work));
    },
    current() {
      const context = trace.getSpanContext(underWay.getStore() ?? ROOT_CONTEXT);
      return context === undefined ? null : toTraceParent(context);
    },
  };
}

function openSpan(span: SdkSpan, run: OpenSpan['run']): OpenSpan {
  return {
    traceParent: toTraceParent(span.spanContext()),
    rename: (name) => void span.updateName(name),
    note: (attributes) => void span.setAttributes(attributes),
    fail(code) {
      span.setAttribute('error.type', code);
      span.setStatus({ code: SpanStatusCode.ERROR, message: code });
    },
    run,
    end: () => {
      span.end();
    },
  };
}

function contextBehind(parent: SpanContext | null): Context {
  return parent === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent);
}

/** Null for what is none, as https://www.w3.org/TR/trace-context/#traceparent-header wants it left alone. */
function parseTraceParent(text: string | null): SpanContext | null {
  const found = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(?:$|-)/.exec(
    text ?? '',
  );
  const [, traceId, spanId, flags] = found ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return null;
  return { traceId, spanId, traceFlags: parseInt(flags, 16) & 1, isRemote: true };
}

function toTraceParent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-0${traceFlags & 1}`;
}

function samplerOf({ sampler, ratio }: TracingSettings): Sampler {
  const root = sampler.endsWith('traceidratio')
    ? new TraceIdRatioBasedSampler(ratio)
    : sampler.endsWith('always_off')
      ? new AlwaysOffSampler()
      : new AlwaysOnSampler();
  return sampler.startsWith('parentbased') ? new ParentBasedSampler({ root }) : root;
}

/** Once when it begins to fail and once when it is well again: spans are dropped meanwhile, and nothing waits for them. */
function tellingOfFaults(exporter: SpanExporter, log: Logger): SpanExporter {
  let isFailing = false;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const failed = result.error !== undefined;
        if (failed && !isFailing) {
          const { code } = result.error as { code?: unknown };
          log.warn(
            { code: typeof code === 'number' || typeof code === 'string' ? code : null },
            'traces cannot be sent and are dropped; is OTEL_EXPORTER_OTLP_ENDPOINT right?',
          );
        }
        if (!failed && isFailing) log.info('traces are sent again');
        isFailing = failed;
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  };
}

async function withinTime(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, longestStopMs);
  });
  await Promise.race([work.catch(() => undefined), enough]);
  clearTimeout(timer);
}
