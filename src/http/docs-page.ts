import { fileURLToPath } from 'node:url';
import express, { Router } from 'express';
import { contextOf } from './request-context.ts';

/** Everything comes from this process: nothing is loaded from elsewhere, and nothing inline runs. */
const DOCS_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Rollcall API</title>
    <link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
    <link rel="stylesheet" href="/docs/swagger-ui.css">
  </head>
  <body>
    <noscript>This page needs JavaScript. The document itself is at <a href="/openapi.json">/openapi.json</a>.</noscript>
    <div id="docs"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

/** Without a validator: it would send the address of this service to a public site. */
const start = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  persistAuthorization: false,
  validatorUrl: null,
  defaultModelsExpandDepth: 0,
});
`;

const distribution = import.meta.resolve('swagger-ui-dist/package.json');
const assets = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

/** /openapi.json, and /docs, which shows it. */
export function docsPage(openApi: object): Router {
  const router = Router({ caseSensitive: true });
  router.use(['/docs', '/openapi.json'], (request, response, next) => {
    contextOf(request).route = request.baseUrl;
    response.set({ 'Content-Security-Policy': DOCS_POLICY, 'Cache-Control': 'no-cache' });
    next();
  });
  router.get('/openapi.json', (_request, response) => {
    response.json(openApi);
  });
  router.get('/docs', (_request, response) => {
    response.type('html').send(page);
  });
  router.get('/docs/start.js', (_request, response) => {
    response.type('text/javascript').send(start);
  });
  for (const asset of assets) {
    const file = fileURLToPath(new URL(asset, distribution));
    router.use(`/docs/${asset}`, express.static(file, { etag: false, maxAge: '1h' }));
  }
  return router;
}
