import { isProxyRange } from './http/client-address.ts';
import type { WebSettings } from './http/deps.ts';
import type { OidcSettings } from './http/console/oidc-settings.ts';
import { invalid, type settingReader } from './setting-reader.ts';

type Reader = ReturnType<typeof settingReader>;

/**
 * How browsers are served.
 * @throws RollcallError invalid_configuration
 */
export function readWebSettings(
  read: Reader,
  { production, publicUrl }: { production: boolean; publicUrl: string },
): WebSettings {
  const embedOrigins = readEmbedOrigins(read);
  const secureCookies = production || !isPlainAndLocal(publicUrl);
  if (embedOrigins.length > 0 && production && !publicUrl.startsWith('https:')) {
    throw invalid(
      'ROLLCALL_EMBED_ORIGINS is set and PUBLIC_URL is not https://, and browsers keep no cookie of an embedded page ' +
        'without https. Set PUBLIC_URL to the https:// address that browsers see.',
    );
  }
  return { embedOrigins, secureCookies, oidc: readOidc(read, production), trustedProxies: readProxies(read) };
}

/** On this machine and while developing, browsers are not asked for https, which some would not have there. */
function isPlainAndLocal(publicUrl: string): boolean {
  const url = new URL(publicUrl);
  return url.protocol === 'http:' && isLocal(url.hostname);
}

function isLocal(hostname: string): boolean {
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

function readEmbedOrigins(read: Reader): string[] {
  const name = 'ROLLCALL_EMBED_ORIGINS';
  const origins = listOf(read.text(name)).map((given) => {
    const url = URL.parse(given);
    // What CSP takes beyond origins (schemes, wildcards, quoted words) would let in more than whoever set it means.
    if (url === null || !isPlainOrigin(url) || url.origin !== given.replace(/\/$/, '')) {
      throw invalid(
        `${name} holds ${JSON.stringify(given.slice(0, 60))}. Set origins such as https://app.example.com, with commas between.`,
      );
    }
    return url.origin;
  });
  return [...new Set(origins)];
}

/** Addresses may also have a * or a ; in the name of the host, which mean something else in CSP. */
function isPlainOrigin({ protocol, hostname }: URL): boolean {
  return /^https?:$/.test(protocol) && /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])$/.test(hostname);
}

function readProxies(read: Reader): string[] {
  const name = 'ROLLCALL_TRUSTED_PROXIES';
  const proxies = listOf(read.text(name));
  const wrong = proxies.find((given) => !isProxyRange(given));
  if (wrong === undefined) return [...new Set(proxies)];
  throw invalid(
    `${name} holds ${JSON.stringify(wrong.slice(0, 60))}. Set the addresses of your proxies, or ranges such as 10.0.0.0/8, ` +
      'with commas between, and none that is everybody.',
  );
}

function readOidc(read: Reader, production: boolean): OidcSettings | null {
  const issuer = read.url('ROLLCALL_OIDC_ISSUER');
  const clientId = read.text('ROLLCALL_OIDC_CLIENT_ID');
  const clientSecret = read.secret(
    'ROLLCALL_OIDC_CLIENT_SECRET',
    "the client's secret at the identity provider, or leave it out for a public client",
  );
  const roleValues = {
    operator: listOf(read.text('ROLLCALL_OIDC_OPERATORS')),
    support: listOf(read.text('ROLLCALL_OIDC_SUPPORT')),
    viewer: listOf(read.text('ROLLCALL_OIDC_VIEWERS')),
  };
  if (issuer === null) {
    if (clientId === null && clientSecret === null) return null;
    throw invalid(
      'ROLLCALL_OIDC_CLIENT_ID is set without ROLLCALL_OIDC_ISSUER. Set the issuer, such as https://example.okta.com.',
    );
  }
  if (clientId === null) {
    throw invalid(
      'ROLLCALL_OIDC_ISSUER is set without ROLLCALL_OIDC_CLIENT_ID. Set the id of the client that you registered there.',
    );
  }
  const url = new URL(issuer);
  if (url.protocol !== 'https:' && (production || !isLocal(url.hostname))) {
    throw invalid(
      'ROLLCALL_OIDC_ISSUER must be an https:// address: whoever can change its answers could sign in.',
    );
  }
  if (Object.values(roleValues).every((values) => values.length === 0)) {
    throw invalid(
      'ROLLCALL_OIDC_ISSUER is set, and nobody could sign in. Set ROLLCALL_OIDC_OPERATORS, ROLLCALL_OIDC_SUPPORT or ' +
        'ROLLCALL_OIDC_VIEWERS to the values of ROLLCALL_OIDC_ROLE_CLAIM that make the role, such as rollcall-operators.',
    );
  }
  return {
    ...{ issuer, clientId, clientSecret, roleValues },
    scopes: read.text('ROLLCALL_OIDC_SCOPES') ?? 'openid profile email',
    roleClaim: read.text('ROLLCALL_OIDC_ROLE_CLAIM') ?? 'roles',
  };
}

function listOf(given: string | null): string[] {
  return (given ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
