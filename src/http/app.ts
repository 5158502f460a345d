import express, { type Express } from 'express';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { HttpDeps } from './deps.ts';
import { docsPage } from './docs-page.ts';
import { consoleSignIn } from './console/sign-in.ts';
import { answerFaults } from './error-response.ts';
import { mountRoutes } from './mount-routes.ts';
import { openApiDocument } from './openapi.ts';
import { probes } from './probes.ts';
import { portalEntry } from './portal/enter.ts';
import { noteRequests } from './request-log.ts';
import { routeTable } from './route-table.ts';
import { SCIM_BASE, scimEndpoint } from './scim/scim-endpoint.ts';
import { secureByDefault } from './security-headers.ts';
import { serveWeb } from './serve-web.ts';
import { compileShapes } from './shape-validation.ts';
import { traceRequests } from './trace-requests.ts';
import { webhookEndpoint } from './webhook-endpoint.ts';

/** The HTTP side of one process: the webhook, SCIM, the admin API, its documentation, and the probes. Not yet listening. */
export function createApp(deps: HttpDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.set('case sensitive routing', true);
  // So that an id left empty by mistake never turns one thing into the list of all.
  app.set('strict routing', true);
  app.use(noteRequests(deps.logger, deps.metrics));
  if (deps.tracer?.isOn) app.use(traceRequests(deps.tracer));
  app.use(secureByDefault);
  // Before anything that would parse the body: the signature covers the bytes as they came.
  app.use(webhookEndpoint(deps));
  // Before everything that knows nothing of SCIM: its clients are answered in SCIM, whatever they ask.
  app.use(SCIM_BASE, scimEndpoint(deps));
  app.use(probes(deps));
  app.use(docsPage(openApiDocument(routeTable)));
  app.use(portalEntry(deps));
  app.use(consoleSignIn(deps));
  mountRoutes(app, deps, routeTable, compileShapes());
  // After what is below /portal and /admin and is no page: every other address there is the web application.
  app.use(serveWeb({ publicUrl: deps.publicUrl, embedOrigins: deps.web.embedOrigins }));
  app.use(() => {
    throw new RollcallError('not_found', 'There is nothing at this address. The API is described at /docs.');
  });
  app.use(answerFaults(deps.logger));
  return app;
}
