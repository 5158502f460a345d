import assert from 'node:assert/strict';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import type { ProfileName } from '../../../../src/domain/profile-names.ts';
import type { User } from '../../../../src/generated/api.ts';
import type { TestRollcall } from '../../../support/rollcall.ts';
import { scimTenant } from '../../../support/scim-client.ts';

export const coreUser = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const coreGroup = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** A resource, a list or an error, of which a test reads what must be there. */
export interface Shown {
  id: string;
  externalId: string;
  userName: string;
  displayName: string;
  title: string;
  active: boolean;
  name: { givenName: string; familyName: string };
  emails: { value: string; type?: string; primary?: boolean; display?: string }[];
  phoneNumbers: { value: string; type?: string }[];
  roles: { value: string; primary?: boolean }[];
  /** Not there where nothing is in it. */
  [enterprise]?: { department?: string; employeeNumber?: string; manager?: { value: string } };
  groups: { value: string; display: string }[];
  members?: { value: string; display?: string }[];
  meta: { version: string; location: string };
  totalResults: number;
  startIndex: number;
  Resources: Shown[];
  scimType: string;
}

/** What the product makes of a person. */
export interface Standing {
  status: string;
  role: string | null;
  workspaces: string[];
}

export interface DialectSeen {
  /** Names with how often each was needed. */
  rewrites: Record<string, number>;
  says: string[];
  suggests: string | null;
}

/** An identity provider with one directory in a tenant of its own, which sends exactly what it is told to. */
export interface IdentityProvider {
  tenantId: string;
  baseUrl: string;
  /** `target` goes out byte by byte, also with a `?` or a `&` at its end. Fails unless the status is this one. */
  send(status: number, method: string, target: string, body?: unknown): Promise<Shown>;
  /** The headers of the latest answer. */
  latestHeaders(): IncomingHttpHeaders;
  /** Of the only account with this address. */
  standing(email: string): Promise<Standing>;
  account(email: string): Promise<User>;
  /** Everything noted so far, as the admin API shows it. */
  dialect(): Promise<DialectSeen>;
}

/** Staff are viewers; two groups give more. */
export const policy = `
attributes:
  map:
    department: { from: enterprise.department }
    title: { from: title }
groups:
  match_by: name
  default_role: viewer
  never_grant: [owner]
  manual_roles: replace
  map:
    - { name: Admins, role: admin }
    - { name: Engineering, role: member, workspaces: [ { key: engineering, role: member } ] }
`;

export const asViewer: Standing = { status: 'active', role: 'viewer', workspaces: [] };
export const asEngineer: Standing = { status: 'active', role: 'member', workspaces: ['engineering:member'] };
export const asAdmin: Standing = { status: 'active', role: 'admin', workspaces: [] };

/** @param headers that it sends with everything, in addition to the token */
export async function connect(
  rollcall: TestRollcall,
  profile: ProfileName,
  headers: Record<string, string>,
): Promise<IdentityProvider> {
  const idp = await scimTenant(rollcall, { profile, policy });
  // Somebody else administers, so that an administrator may leave.
  await idp.api.expect('UserDetail', 'POST', `/tenants/${idp.slug}/users`, {
    body: { email: 'owner@acme.com', role: 'owner' },
  });
  let latest: IncomingHttpHeaders = {};

  const account = async (email: string): Promise<User> => {
    const [found, another] = (await idp.users()).filter((user) => user.email === email);
    assert.ok(found !== undefined && another === undefined, `${email} has one account`);
    return found;
  };
  return {
    tenantId: idp.tenantId,
    baseUrl: idp.baseUrl,
    async send(status, method, target, body) {
      const answer = await exchange(`${idp.baseUrl}${target}`, method, body, {
        ...headers,
        authorization: `Bearer ${idp.token}`,
      });
      latest = answer.headers;
      assert.equal(answer.status, status, `${method} ${target} answered ${answer.status}: ${answer.text}`);
      const type = status === 204 ? undefined : 'application/scim+json';
      assert.equal(answer.headers['content-type'], type, `${method} ${target}`);
      return JSON.parse(answer.text === '' ? '{}' : answer.text) as Shown;
    },
    latestHeaders: () => latest,
    account,
    async standing(email) {
      const { status, role, workspaces } = await account(email);
      return {
        status,
        role,
        workspaces: workspaces.map((each) => `${each.key}:${each.role}`),
      };
    },
    async dialect() {
      await rollcall.service.scim.dialectNotes.flush();
      const path = `/tenants/${idp.slug}/directories/${idp.directoryId}`;
      const { dialect } = await idp.api.expect('DirectoryDetail', 'GET', path);
      assert.ok(dialect);
      return {
        rewrites: Object.fromEntries(dialect.rewrites.map(({ name, count }) => [name, count])),
        says: dialect.rewrites.map(({ says }) => says),
        suggests: dialect.suggested_profile?.profile ?? null,
      };
    },
  };
}

/** Not fetch, which would write the address anew. */
function exchange(
  url: string,
  method: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<{ status: number; headers: IncomingHttpHeaders; text: string }> {
  const { hostname, port } = new URL(url);
  const path = url.slice(url.indexOf('/', 'http://'.length));
  const sent = body === undefined ? null : Buffer.from(JSON.stringify(body));
  const { 'content-type': type, ...others } = headers;
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      hostname,
      port,
      path,
      method,
      headers: {
        ...others,
        ...(sent !== null && { 'content-type': type, 'content-length': sent.length }),
      },
    });
    request.on('error', reject);
    request.on('response', (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(parts).toString(),
        });
      });
    });
    request.end(sent ?? undefined);
  });
}
