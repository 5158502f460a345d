import { performance } from 'node:perf_hooks';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { Histogram, type Registry } from 'prom-client';
import { newId } from '../store/new-id.ts';
import { contextOf, openContext } from './request-context.ts';

/**
 * Gives each request an id, and notes it when it is over: one log line and one observation, by the pattern of the
 * route. Paths, queries, headers and bodies may hold personal values and tokens, so none of them is in either.
 */
export function noteRequests(logger: Logger, metrics: Registry): RequestHandler {
  const duration = new Histogram({
    name: 'rollcall_http_request_duration_seconds',
    help: 'HTTP requests by method, route pattern and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [metrics],
  });
  return (request, response, next) => {
    const { id } = openContext(request, newId());
    const startedAt = performance.now();
    response.set('X-Request-Id', id);
    response.once('close', () => {
      const { route, tenantSlug, directoryId } = contextOf(request);
      const ms = performance.now() - startedAt;
      const status = response.writableFinished ? response.statusCode : 499;
      duration.observe({ method: request.method, route, status }, ms / 1000);
      logger.info(
        {
          method: request.method,
          route,
          status,
          ms: Math.round(ms),
          request_id: id,
          tenant: tenantSlug,
          directory: directoryId,
        },
        'request',
      );
    });
    next();
  };
}
