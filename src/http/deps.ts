import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { UseNotes } from '../domain/use-notes.ts';
import type { WorkosSetup } from '../domain/workos-setup.ts';
import type { EndpointDeps } from '../outbound/webhooks/endpoints.ts';
import type { ReceiveWorkosWebhook } from '../sources/workos/receive-webhook.ts';
import type { DialectNotes } from '../sources/scim/dialect-notes.ts';
import type { ScimWriter } from '../sources/scim/write/scim-writer.ts';
import type { ReadAccess, UsedApiKey } from '../store/access-facts.ts';
import type { PresentedApiToken } from '../store/api-tokens.ts';
import type { BrowserSession } from '../store/browser-sessions.ts';
import type { countSynced } from '../store/first-syncs.ts';
import type { TenancyDeps } from '../tenancy/deps.ts';
import type { RefusedRequests } from '../tenancy/refused-requests.ts';
import type { TokenUse } from '../tenancy/directory-token-use.ts';
import type { OidcSettings } from './console/oidc-settings.ts';

/** What the HTTP side is given by the composition root. */
export interface HttpDeps extends TenancyDeps {
  logger: Logger;
  /** Shown at /metrics; the request durations are registered here. */
  metrics: Registry;
  /** Where others reach this service, without a slash at the end. */
  publicUrl: string;
  /** The largest request body that is read. */
  bodyLimitBytes: number;
  receiveWorkosWebhook: ReceiveWorkosWebhook;
  readAccess: ReadAccess;
  apiTokenUse: UseNotes<PresentedApiToken>;
  apiKeyUse: UseNotes<UsedApiKey>;
  webhookEndpoints: EndpointDeps;
  /** Null or absent where no API key of WorkOS is configured. */
  workosSetup?: WorkosSetup | null;
  web: WebSettings & { sessionUse: UseNotes<BrowserSession> };
  scim: {
    writer: ScimWriter;
    dialectNotes: DialectNotes;
    tokenUse: TokenUse;
    /** Absent: what is not let in is not kept in mind. */
    refusedRequests?: RefusedRequests;
    settings: ScimSettings;
  };
  /** Counts what is there of a directory. Absent: anew each time. */
  countSynced?: typeof countSynced;
  /** Whether this process applies events. */
  lanesAreRunning: () => boolean;
  /** The names of migrations that the database still lacks. Throws when it cannot be reached. */
  pendingMigrations: () => Promise<string[]>;
}

/** How browsers are served: the portal of customers, and the console. */
export interface WebSettings {
  /** The origins whose pages may embed the portal. */
  embedOrigins: readonly string[];
  /** Whether browsers send cookies by https alone. */
  secureCookies: boolean;
  /** How somebody signs in to the console; null: with an API token. */
  oidc: OidcSettings | null;
  /** Addresses and ranges of proxies whose X-Forwarded-For is believed. Absent: none. */
  trustedProxies?: readonly string[];
}

/** How SCIM is served. */
export interface ScimSettings {
  /** Whether the type of resource is served that exercises every characteristic of attributes. */
  testResource: boolean;
  /** Requests per second and directory; null for no limit. */
  rateLimitPerSecond: number | null;
  /** The largest request body that is read. */
  bodyLimitBytes: number;
}
