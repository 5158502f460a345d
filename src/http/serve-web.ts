import { fileURLToPath } from 'node:url';
import { Router, type Request, type Response } from 'express';
import { RollcallError } from '../domain/rollcall-error.ts';
import { contextOf } from './request-context.ts';
import { readWebBuild, type WebAsset, type WebBuild } from './web-build.ts';
import {
  assetSecurityHeaders,
  NONCE_PLACEHOLDER,
  webSecurityHeaders,
  type WebSecuritySettings,
} from './web-security.ts';

/** Where `build-web.js` leaves the web application. */
const BUILD = fileURLToPath(new URL('../../dist-web/', import.meta.url));

/**
 * /portal and /admin, whose every address is the same page, and the files that it loads from /assets. Whatever else is
 * below these two, such as what a portal link opens, is to be mounted before.
 */
export function serveWeb(settings: WebSecuritySettings, folder = BUILD): Router {
  const router = Router({ caseSensitive: true });
  const secure = webSecurityHeaders(settings);
  const current = buildOf(folder);

  router.get('/', (request, response) => {
    contextOf(request).route = '/';
    response.redirect(302, '/admin');
  });

  for (const [path, app] of [
    ['/portal', 'portal'],
    ['/admin', 'console'],
  ] as const) {
    router.use(path, (request, response) => {
      contextOf(request).route = path;
      allowReading(request);
      const { nonce } = secure(app, response);
      const build = current();
      response.type('html');
      if (build === null) response.status(503).send(notBuilt);
      else response.send(build.indexHtml.replaceAll(NONCE_PLACEHOLDER, nonce));
    });
  }

  router.use('/assets/:name', (request, response) => {
    contextOf(request).route = '/assets';
    allowReading(request);
    const asset = request.path === '/' ? current()?.assets.get(request.params.name) : undefined;
    if (asset === undefined) {
      throw new RollcallError(
        'not_found',
        'There is no such file. Rollcall may have been updated meanwhile: reload the page.',
      );
    }
    sendAsset(request, response, asset);
  });
  return router;
}

/** The build, read once it is there: it may still be on its way when the service starts. */
function buildOf(folder: string): () => WebBuild | null {
  let build: WebBuild | null = null;
  return () => (build ??= readWebBuild(folder));
}

function allowReading({ method }: Request): void {
  if (method === 'GET' || method === 'HEAD') return;
  throw new RollcallError('method_not_allowed', 'This can only be read.', {
    details: { allowed: ['GET', 'HEAD'] },
  });
}

function sendAsset(request: Request, response: Response, asset: WebAsset): void {
  assetSecurityHeaders(response);
  response.set({ 'Content-Type': asset.type, Vary: 'Accept-Encoding' });
  // The smallest that is understood: browsers name them all with the same weight.
  const understands = (encoding: string): boolean => request.acceptsEncodings(encoding) === encoding;
  const encoding = asset.br !== null && understands('br') ? 'br' : understands('gzip') ? 'gzip' : 'plain';
  const compressed = encoding === 'plain' ? null : asset[encoding];
  if (compressed !== null) response.set('Content-Encoding', encoding);
  response.send(compressed ?? asset.plain);
}

const notBuilt = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Rollcall</title>
  </head>
  <body>
    <h1>The pages of Rollcall are not built</h1>
    <p>The service runs: directories are synced, and the API answers. Only its pages are missing.</p>
    <p>Run <code>npm ci</code> and then <code>npm run build:web</code> where Rollcall is installed, as a user who may
    write there, and reload this page.</p>
    <p>The API is described at <a href="/docs">/docs</a>.</p>
  </body>
</html>
`;
