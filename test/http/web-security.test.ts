import assert from 'node:assert/strict';
import express from 'express';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSessionCookies } from '../../src/http/browser-session-cookies.ts';
import { secureByDefault } from '../../src/http/security-headers.ts';
import { webSecurityHeaders, type WebSecuritySettings } from '../../src/http/web-security.ts';

/** The headers of a page of each half, and the cookies of a session. */
async function served(settings: WebSecuritySettings & { secureCookies: boolean }) {
  const app = express();
  const secure = webSecurityHeaders(settings);
  const cookies = createSessionCookies(settings);
  app.use(secureByDefault);
  for (const half of ['portal', 'console'] as const) {
    app.get(`/${half}`, (_request, response) => {
      const { nonce } = secure(half, response);
      cookies.set(response, half, 'secret', 1_000);
      response.send(nonce);
    });
  }
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const ask = async (half: string) => {
      const { headers, body } = await fetch(`${url}/${half}`).then(async (answer) => ({
        headers: answer.headers,
        body: await answer.text(),
      }));
      return { headers, nonce: body, csp: headers.get('content-security-policy') ?? '' };
    };
    return { portal: await ask('portal'), again: await ask('portal'), console: await ask('console') };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const publicUrl = 'https://rollcall.example.com';
const app = 'https://app.example.com';

describe('pages of the web application', () => {
  it('run no inline script, and styles only with a nonce that is new each time', async () => {
    const { portal, again, console } = await served({ publicUrl, embedOrigins: [], secureCookies: true });
    for (const { csp, nonce, headers } of [portal, console]) {
      assert.match(csp, /default-src 'none'; script-src 'self'; /);
      assert.doesNotMatch(csp, /unsafe|https?:|\*/);
      assert.ok(csp.includes(`style-src 'self' 'nonce-${nonce}'`));
      assert.match(csp, /frame-ancestors 'none'$/);
      assert.equal(headers.get('x-frame-options'), 'DENY');
      assert.equal(headers.get('referrer-policy'), 'no-referrer');
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin');
      assert.equal(headers.get('cache-control'), 'no-store');
      assert.equal(headers.get('strict-transport-security'), 'max-age=31536000');
    }
    assert.notEqual(portal.nonce, again.nonce);
    const plain = await served({
      publicUrl: 'http://localhost:8080',
      embedOrigins: [],
      secureCookies: false,
    });
    assert.equal(plain.portal.headers.get('strict-transport-security'), null);
  });

  it('are embedded by configured origins alone, and the console by none', async () => {
    const { portal, console } = await served({ publicUrl, embedOrigins: [app], secureCookies: true });
    assert.match(portal.csp, /frame-ancestors https:\/\/app\.example\.com$/);
    assert.equal(portal.headers.get('x-frame-options'), null);
    assert.match(console.csp, /frame-ancestors 'none'$/);
    assert.equal(console.headers.get('x-frame-options'), 'DENY');
  });

  it('have cookies that only this host gets, by https, and inside frames only where they may be embedded', async () => {
    const cookiesOf = async (secureCookies: boolean, embedOrigins: string[]) => {
      const { portal, console } = await served({ publicUrl, embedOrigins, secureCookies });
      return [portal, console].map(({ headers }) =>
        (headers.getSetCookie()[0] ?? '').replace(/; Expires=[^;]+/, ''),
      );
    };
    const strict = '=secret; Max-Age=1; Path=/; HttpOnly; Secure; SameSite=Lax';
    assert.deepEqual(await cookiesOf(true, []), [
      `__Host-rollcall_portal${strict}`,
      `__Host-rollcall_console${strict}`,
    ]);
    assert.deepEqual(await cookiesOf(true, [app]), [
      '__Host-rollcall_portal=secret; Max-Age=1; Path=/; HttpOnly; Secure; Partitioned; SameSite=None',
      `__Host-rollcall_console${strict}`,
    ]);
    assert.deepEqual(await cookiesOf(false, [app]), [
      'rollcall_portal=secret; Max-Age=1; Path=/; HttpOnly; SameSite=Lax',
      'rollcall_console=secret; Max-Age=1; Path=/; HttpOnly; SameSite=Lax',
    ]);
  });
});
