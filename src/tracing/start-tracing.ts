import type { Logger } from 'pino';
import { noTracer } from '../domain/tracer.ts';
import type { Tracing } from './otlp-tracing.ts';
import type { TracingSettings } from './settings.ts';

/** Off, nothing of OpenTelemetry is even loaded. */
export async function startTracing(settings: TracingSettings | null, log: Logger): Promise<Tracing> {
  if (settings === null) return { tracer: noTracer, flush: nothing, stop: nothing };
  const { createOtlpTracing } = await import('./otlp-tracing.ts');
  return createOtlpTracing(settings, log);
}

function nothing(): Promise<void> {
  return Promise.resolve();
}
