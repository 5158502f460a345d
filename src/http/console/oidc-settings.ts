import type { ConsoleRole } from '../../domain/browser-session.ts';

/** How somebody signs in to the console by OpenID Connect. */
export interface OidcSettings {
  /** The address of the identity provider, as its discovery document names it. */
  issuer: string;
  clientId: string;
  /** Null: a public client, which PKCE alone protects. */
  clientSecret: string | null;
  scopes: string;
  /** The claim that says what they may do: its name, or the way to it with dots between. */
  roleClaim: string;
  /** The values of that claim that make each role; the strongest of them counts. */
  roleValues: Record<ConsoleRole, readonly string[]>;
}
