import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  ClientSecretBasic,
  ClientSecretPost,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  None,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  type ClientAuth,
  type Configuration,
} from 'openid-client';
import type { ConsoleRole } from '../../domain/browser-session.ts';
import { labelOfClaims } from './console-label.ts';
import { hasVerifiedEmail, roleOfClaims } from './console-role.ts';
import type { OidcSettings } from './oidc-settings.ts';

/** What the browser keeps, sealed, while somebody signs in at the identity provider. */
export interface BegunSignIn {
  state: string;
  nonce: string;
  verifier: string;
}

export interface SignedIn {
  /** Null: none of the configured values is among theirs. */
  role: ConsoleRole | null;
  /** For people: whom the audit log names. */
  label: string;
  idToken: string;
}

export interface OidcClient {
  /** Where the browser goes to sign in, and what it brings back. Throws where the provider cannot be asked. */
  begin(): Promise<{ goTo: string; begun: BegunSignIn }>;
  /** @param address with which the browser came back. Throws where it is not what was begun. */
  finish(address: URL, begun: BegunSignIn): Promise<SignedIn>;
  /** Where the browser goes to sign out; null where the provider offers nothing. */
  endSessionUrl(idToken: string | null, backTo: string): Promise<string | null>;
}

/** Seconds that the identity provider is given for each answer. */
const PATIENCE = 10;

/** Signs people in by the authorization code flow with PKCE, state and nonce (OpenID Connect Core 1.0 §3.1). */
export function createOidcClient(settings: OidcSettings, redirectUri: string): OidcClient {
  const configuration = rememberingSuccess(() => discover(settings));
  return {
    async begin() {
      const config = await configuration();
      const begun = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
      const goTo = buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: settings.scopes,
        state: begun.state,
        nonce: begun.nonce,
        code_challenge: await calculatePKCECodeChallenge(begun.verifier),
        code_challenge_method: 'S256',
      });
      return { goTo: goTo.href, begun };
    },
    async finish(address, { state, nonce, verifier }) {
      const config = await configuration();
      const tokens = await authorizationCodeGrant(config, address, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      const { id_token: idToken } = tokens;
      if (claims === undefined || idToken === undefined) throw new TypeError('No ID token came.');
      const known = { ...claims, ...(await furtherClaims(config, settings, claims, tokens.access_token)) };
      return { role: roleOfClaims(settings, known), label: labelOfClaims(known), idToken };
    },
    async endSessionUrl(idToken, backTo) {
      const config = await configuration();
      if (config.serverMetadata().end_session_endpoint === undefined) return null;
      return buildEndSessionUrl(config, {
        post_logout_redirect_uri: backTo,
        ...(idToken === null ? {} : { id_token_hint: idToken }),
      }).href;
    },
  };
}

function discover({ issuer, clientId, clientSecret }: OidcSettings): Promise<Configuration> {
  const url = new URL(issuer);
  return discovery(url, clientId, {}, authenticationOf(clientSecret), {
    timeout: PATIENCE,
    // Plain http passes the settings only where the provider is on this machine and nothing is in production.
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- it is marked so to be noticed
    execute: [enableNonRepudiationChecks, ...(url.protocol === 'http:' ? [allowInsecureRequests] : [])],
  });
}

/** As the provider offers; the header is what it must understand where it says nothing (Discovery 1.0 §3). */
function authenticationOf(secret: string | null): ClientAuth {
  if (secret === null) return None();
  const byHeader = ClientSecretBasic(secret);
  const inBody = ClientSecretPost(secret);
  return (server, client, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const authenticate = methods.includes('client_secret_basic') ? byHeader : inBody;
    authenticate(server, client, body, headers);
  };
}

/** Many providers put groups and addresses into the answer of their userinfo endpoint alone. */
async function furtherClaims(
  config: Configuration,
  settings: OidcSettings,
  claims: { sub: string } & Record<string, unknown>,
  accessToken: string,
): Promise<Record<string, unknown>> {
  const hasEmail = typeof claims['email'] === 'string' && hasVerifiedEmail(claims);
  if (roleOfClaims(settings, claims) !== null && hasEmail) return {};
  if (config.serverMetadata().userinfo_endpoint === undefined) return {};
  // Whose they are is checked against the ID token.
  return fetchUserInfo(config, accessToken, claims.sub);
}

/** Asks once and keeps the answer; a failure is asked again the next time. */
function rememberingSuccess<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | null = null;
  return () => {
    asked ??= ask().catch((error: unknown) => {
      asked = null;
      throw error;
    });
    return asked;
  };
}
