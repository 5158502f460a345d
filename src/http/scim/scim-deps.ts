import type { HttpDeps } from '../deps.ts';

/** What serving SCIM takes of what the HTTP side is given. */
export type ScimDeps = Pick<HttpDeps, 'database' | 'clock' | 'logger' | 'policies' | 'scim'>;
