import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as a collector is sent it. */
export interface CollectedSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string | null;
  name: string;
  attributes: Record<string, unknown>;
  links: { traceId: string; spanId: string }[];
  /** The code that it failed with, or null. */
  failedWith: string | null;
}

/** A real server that takes OTLP over HTTP as JSON. */
export interface TraceCollector {
  url: string;
  spans: CollectedSpan[];
  /** The attributes of the service that sent. */
  resource: Record<string, unknown>;
  /** Everything that was sent, as it was sent. */
  bodies: string[];
  headers: Record<string, unknown>[];
  stop(): Promise<void>;
}

interface Attribute {
  key: string;
  value: Record<string, unknown>;
}

interface SentSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  attributes?: Attribute[];
  links?: { traceId: string; spanId: string }[];
  status?: { code?: number; message?: string };
}

interface Sent {
  resourceSpans: { resource: { attributes: Attribute[] }; scopeSpans: { spans: SentSpan[] }[] }[];
}

const FAILED = 2;

export async function openCollector(): Promise<TraceCollector> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      collector.bodies.push(body);
      collector.headers.push({ ...request.headers, url: request.url });
      for (const { resource, scopeSpans } of (JSON.parse(body) as Sent).resourceSpans) {
        collector.resource = valuesOf(resource.attributes);
        collector.spans.push(...scopeSpans.flatMap(({ spans }) => spans.map(collected)));
      }
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const collector: TraceCollector = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: [],
    resource: {},
    bodies: [],
    headers: [],
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return collector;
}

function collected({
  traceId,
  spanId,
  parentSpanId,
  name,
  attributes,
  links,
  status,
}: SentSpan): CollectedSpan {
  return {
    ...{ traceId, spanId, name },
    parentSpanId: parentSpanId === undefined || parentSpanId === '' ? null : parentSpanId,
    attributes: valuesOf(attributes ?? []),
    links: (links ?? []).map((link) => ({ traceId: link.traceId, spanId: link.spanId })),
    failedWith: status?.code === FAILED ? (status.message ?? '') : null,
  };
}

function valuesOf(attributes: Attribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
