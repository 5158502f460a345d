import type { RequestHandler } from 'express';
import type { Tracer } from '../domain/tracer.ts';
import { contextOf } from './request-context.ts';

/** Asked every few seconds by machines, and of interest to nobody. */
const untraced = new Set(['/healthz', '/readyz', '/metrics']);

/**
 * A span for each request, which goes on with the trace that the caller names. It says what the log says of a request,
 * and no path, query, header or body. Needs the context of the request to be open.
 */
export function traceRequests(tracer: Tracer): RequestHandler {
  return (request, response, next) => {
    if (untraced.has(request.path)) {
      next();
      return;
    }
    const { traceparent } = request.headers;
    const span = tracer.begin(request.method, {
      kind: 'server',
      parent: typeof traceparent === 'string' ? traceparent : null,
    });
    response.once('close', () => {
      const { id, route, tenantSlug, directoryId } = contextOf(request);
      const status = response.writableFinished ? response.statusCode : 499;
      span.rename(`${request.method} ${route}`);
      span.note({
        'http.request.method': request.method,
        'http.route': route,
        'http.response.status_code': status,
        'rollcall.request_id': id,
        ...(tenantSlug !== null && { 'rollcall.tenant': tenantSlug }),
        ...(directoryId !== null && { 'rollcall.directory_id': directoryId }),
      });
      if (status >= 500) span.fail(String(status));
      span.end();
    });
    span.run(next);
  };
}
