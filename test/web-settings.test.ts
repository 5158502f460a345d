import assert from 'node:assert/strict';
import { readConfig } from '../src/config.ts';

const read = (env: Record<string, string>) => readConfig(env, '/nowhere').web;
const oidc = {
  ROLLCALL_OIDC_ISSUER: 'https://example.okta.com',
  ROLLCALL_OIDC_CLIENT_ID: 'rollcall',
  ROLLCALL_OIDC_OPERATORS: 'ops, platform',
};

describe('the settings of the portal and the console', () => {
  it('ask browsers for https everywhere but on this machine while developing', () => {
    const secure = (env: Record<string, string>) => read(env).secureCookies;
    assert.equal(secure({}), false);
    assert.equal(secure({ PUBLIC_URL: 'http://127.0.0.1:9000' }), false);
    assert.equal(secure({ NODE_ENV: 'production' }), true);
    assert.equal(secure({ PUBLIC_URL: 'https://rollcall.example.com' }), true);
    assert.equal(secure({ PUBLIC_URL: 'http://rollcall.internal' }), true);
  });

  it('take origins that may embed the portal, and nothing that would let in more', () => {
    const origins = (given: string) => read({ ROLLCALL_EMBED_ORIGINS: given }).embedOrigins;
    assert.deepEqual(origins(''), []);
    assert.deepEqual(origins('https://app.example.com, https://x.example:8443/,https://app.example.com'), [
      'https://app.example.com',
      'https://x.example:8443',
    ]);
    for (const wrong of [
      '*',
      'https:',
      'https://*.example.com',
      'https://a;script-src',
      'https://a.example/path',
      "'self'",
      'a.example',
    ]) {
      assert.throws(() => origins(wrong), /ROLLCALL_EMBED_ORIGINS/, wrong);
    }
    assert.throws(
      () => read({ ROLLCALL_EMBED_ORIGINS: 'https://a.example', NODE_ENV: 'production' }),
      /PUBLIC_URL/,
    );
  });

  it('believe proxies that are named, and refuse what is no address or everybody', () => {
    const proxies = (given: string) => read({ ROLLCALL_TRUSTED_PROXIES: given }).trustedProxies;
    assert.deepEqual(proxies(''), []);
    assert.deepEqual(proxies('10.0.0.0/8, 2001:db8::7,10.0.0.0/8'), ['10.0.0.0/8', '2001:db8::7']);
    for (const wrong of ['0.0.0.0/0', 'proxy.internal', 'loopback', '10.0.0.0/33']) {
      assert.throws(() => proxies(wrong), /ROLLCALL_TRUSTED_PROXIES holds .*Set the addresses/, wrong);
    }
  });

  it('say how people sign in to the console, and refuse what would let in nobody or anybody', () => {
    assert.equal(read({}).oidc, null);
    assert.deepEqual(read({ ...oidc, ROLLCALL_OIDC_ROLE_CLAIM: 'realm_access.roles' }).oidc, {
      ...{ issuer: 'https://example.okta.com', clientId: 'rollcall', clientSecret: null },
      ...{ scopes: 'openid profile email', roleClaim: 'realm_access.roles' },
      roleValues: { operator: ['ops', 'platform'], support: [], viewer: [] },
    });
    for (const [env, pattern] of [
      [{ ...oidc, ROLLCALL_OIDC_OPERATORS: '' }, /ROLLCALL_OIDC_OPERATORS/],
      [{ ...oidc, ROLLCALL_OIDC_CLIENT_ID: '' }, /ROLLCALL_OIDC_CLIENT_ID/],
      [{ ...oidc, ROLLCALL_OIDC_CLIENT_SECRET: '' }, /ROLLCALL_OIDC_CLIENT_SECRET is set but empty/],
      [{ ...oidc, ROLLCALL_OIDC_ISSUER: '' }, /ROLLCALL_OIDC_ISSUER/],
      [{ ...oidc, ROLLCALL_OIDC_ISSUER: 'http://idp.example.com' }, /https:/],
      [{ ...oidc, ROLLCALL_OIDC_ISSUER: 'http://localhost:9000', NODE_ENV: 'production' }, /https:/],
    ] as const) {
      assert.throws(() => read(env), pattern);
    }
    assert.equal(
      read({ ...oidc, ROLLCALL_OIDC_ISSUER: 'http://localhost:9000' }).oidc?.scopes,
      'openid profile email',
    );
  });
});
