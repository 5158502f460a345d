import type { Clock } from '../../../src/domain/clock.ts';
import { listPage, type WireList } from './list-page.ts';
import { notFound, unprocessable, WireError } from './wire-error.ts';

interface Organization {
  [member: string]: unknown;
  object: 'organization';
  id: string;
  name: string;
  external_id: string | null;
}

export interface Organizations {
  list(query: URLSearchParams): WireList;
  create(body: Record<string, unknown>): Organization;
  get(id: string): Organization;
  getByExternalId(externalId: string): Organization;
  /** POST /portal/generate_link. */
  portalLink(body: Record<string, unknown>, url: string): { link: string };
  /** Whose portal a link opens. */
  ofPortalLink(secret: string): Organization;
}

const intents = ['sso', 'dsync', 'audit_logs', 'log_streams', 'domain_verification', 'certificate_renewal'];

export function createOrganizations(clock: Clock, newId: (prefix: string) => string): Organizations {
  const all: Organization[] = [];
  const links = new Map<string, Organization>();

  const get = (id: string): Organization => {
    const found = all.find((each) => each.id === id);
    if (found === undefined) throw notFound('Organization', id);
    return found;
  };
  return {
    list: (query) => listPage(all, query),
    create(body) {
      const { name, external_id: externalId, domain_data: domains } = body;
      if (typeof name !== 'string' || name === '') throw unprocessable('name', 'name_required');
      if (typeof externalId === 'string' && all.some((each) => each.external_id === externalId)) {
        const message = `An organization with the external_id ${externalId} exists already.`;
        throw new WireError(409, { message, code: 'external_id_already_used' });
      }
      const now = clock.now().toISOString();
      const made: Organization = {
        object: 'organization',
        id: newId('org'),
        name,
        external_id: typeof externalId === 'string' ? externalId : null,
        allow_profiles_outside_organization: false,
        domains: (Array.isArray(domains) ? (domains as Record<string, unknown>[]) : []).map((domain) => ({
          object: 'organization_domain',
          id: newId('org_domain'),
          domain: domain['domain'],
          state: domain['state'] ?? 'pending',
        })),
        metadata: {},
        created_at: now,
        updated_at: now,
      };
      all.push(made);
      return made;
    },
    get,
    getByExternalId(externalId) {
      const found = all.find((each) => each.external_id === externalId);
      if (found === undefined) throw notFound('Organization', externalId);
      return found;
    },
    portalLink({ organization, intent }, url) {
      if (typeof intent !== 'string' || !intents.includes(intent))
        throw unprocessable('intent', 'intent_invalid');
      const secret = newId('portal');
      links.set(secret, get(String(organization)));
      return { link: `${url}/portal/launch?secret=${secret}` };
    },
    ofPortalLink(secret) {
      const found = links.get(secret);
      if (found === undefined) throw notFound('Portal link', secret);
      return found;
    },
  };
}
