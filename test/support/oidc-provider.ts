import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider, type AdapterPayload } from 'oidc-provider';

/** A real identity provider in this process, at which whoever `signsIn` signs in without a page. */
export interface TestOidcProvider {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Whose claims come, by their subject; null: they refuse. */
  signsIn: string | null;
  people: Record<string, Record<string, unknown>>;
  /** How often a code was exchanged. */
  exchanges: () => number;
  stop(): Promise<void>;
}

/** @param redirectBase where the client's addresses are: /admin/sign-in/callback below it, and /admin/sign-in for signing out */
export async function startOidcProvider(redirectBase: string): Promise<TestOidcProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clientId = 'rollcall';
  const clientSecret = 'a-secret-of-the-client';
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  let exchanges = 0;
  const state: TestOidcProvider = {
    ...{ issuer, clientId, clientSecret, signsIn: null, people: {} },
    exchanges: () => exchanges,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [`${redirectBase}/admin/sign-in/callback`],
        post_logout_redirect_uris: [`${redirectBase}/admin/sign-in`],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'test', use: 'sig', alg: 'RS256' }] },
    cookies: { keys: ['a-key-for-cookies'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    ttl: {
      AccessToken: 600,
      IdToken: 600,
      Session: 600,
      Interaction: 600,
      Grant: 600,
      AuthorizationCode: 60,
    },
    adapter: keptInMemory(),
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub, ...state.people[sub] }) }),
    async loadExistingGrant(context) {
      const grant = new context.oidc.provider.Grant({
        clientId,
        accountId: context.oidc.session?.accountId ?? '',
      });
      grant.addOIDCScope('openid profile email');
      await grant.save();
      return grant;
    },
  });
  const answer = provider.callback();
  const signIn = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const result =
      state.signsIn === null
        ? { error: 'access_denied', error_description: 'They would rather not.' }
        : { login: { accountId: state.signsIn } };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  };
  server.on('request', (request, response) => {
    if (request.url === '/token') exchanges += 1;
    if (request.url?.startsWith('/interaction/') === true) void signIn(request, response);
    else void answer(request, response);
  });
  return state;
}

/** What the provider keeps, for as long as the test runs. */
function keptInMemory() {
  const kept = new Map<string, AdapterPayload>();
  return (name: string) => {
    const find = (matches: (payload: AdapterPayload) => boolean) =>
      Promise.resolve(
        [...kept].find(([key, payload]) => key.startsWith(`${name}:`) && matches(payload))?.[1],
      );
    return {
      upsert: (id: string, payload: AdapterPayload) =>
        Promise.resolve(void kept.set(`${name}:${id}`, payload)),
      find: (id: string) => Promise.resolve(kept.get(`${name}:${id}`)),
      findByUid: (uid: string) => find((payload) => payload.uid === uid),
      findByUserCode: (code: string) => find((payload) => payload.userCode === code),
      consume(id: string) {
        const payload = kept.get(`${name}:${id}`);
        if (payload !== undefined) payload.consumed = Math.floor(Date.now() / 1_000);
        return Promise.resolve();
      },
      destroy: (id: string) => Promise.resolve(void kept.delete(`${name}:${id}`)),
      revokeByGrantId(grantId: string) {
        for (const [key, payload] of kept) if (payload.grantId === grantId) kept.delete(key);
        return Promise.resolve();
      },
    };
  };
}
