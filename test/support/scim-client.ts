import assert from 'node:assert/strict';
import type { User, AuditRecord, Hold } from '../../src/generated/api.ts';
import type { ProfileName } from '../../src/domain/profile-names.ts';
import { createDirectory } from '../../src/tenancy/directories.ts';
import { createApiClient, type ApiClient } from './api-client.ts';
import { operatorToken, type TestRollcall } from './rollcall.ts';

/** An answer of the SCIM endpoint, whatever it is. */
export interface ScimReply {
  status: number;
  headers: Headers;
  text: string;
  /** The parsed body; null where there is none. */
  body: ScimBody | null;
}

/** The body of an answer: a resource, a list of them, or an error. Each has but its own part of this. */
export interface ScimBody {
  schemas: string[];
  id: string;
  externalId?: string;
  userName: string;
  displayName?: string;
  active: boolean;
  members?: { value: string; display?: string; type?: string; $ref?: string }[];
  groups?: { value: string; display?: string }[];
  meta: { resourceType: string; created: string; lastModified: string; location: string; version: string };
  Resources: ScimBody[];
  totalResults: number;
  startIndex?: number;
  itemsPerPage?: number;
  nextCursor?: string;
  previousCursor?: string;
  status: string;
  scimType?: string;
  detail: string;
  [attribute: string]: unknown;
}

export type Headed = Record<string, string>;

/** Speaks SCIM to one directory, as its identity provider would. */
export interface ScimClient {
  baseUrl: string;
  token: string;
  tenantId: string;
  directoryId: string;
  slug: string;
  /** As the operator. */
  api: ApiClient;
  /** `path` is below the base URL. A body that is a string goes out as it is. */
  request(method: string, path: string, body?: unknown, headers?: Headed): Promise<ScimReply>;
  /** As request, and fails unless the status is this one; returns the body. */
  expect(status: number, method: string, path: string, body?: unknown, headers?: Headed): Promise<ScimBody>;
  /** The account whose external id this is; undefined where there is none. */
  userOf(externalId: string): Promise<User | undefined>;
  users(query?: string): Promise<User[]>;
  holds(): Promise<Hold[]>;
  /** Oldest first. */
  records(query?: string): Promise<AuditRecord[]>;
}

const operator = { kind: 'operator', id: 'test' } as const;
let count = 0;

/**
 * A tenant of its own with one SCIM directory, in a Rollcall that several tests share.
 *
 * @param policy YAML without its head; absent for the default policy
 */
export async function scimTenant(
  rollcall: TestRollcall,
  options: { profile?: ProfileName; policy?: string } = {},
): Promise<ScimClient> {
  count += 1;
  const slug = `scim-${count}`;
  const { tenantId } = await rollcall.createTenant(slug, `directory_${slug}`, options.policy);
  return scimDirectory(rollcall, { tenantId, slug, profile: options.profile ?? 'generic' });
}

/** A further SCIM directory of a tenant. */
export async function scimDirectory(
  rollcall: TestRollcall,
  tenant: { tenantId: string; slug: string; profile: ProfileName; state?: 'active' | 'testing' },
): Promise<ScimClient> {
  const { tenantId, slug, profile, state } = tenant;
  const { id, token } = await createDirectory(
    rollcall.service.tenancy,
    tenantId,
    { source: 'scim', profile, state: state ?? 'active' },
    operator,
  );
  assert.ok(token !== null);
  const baseUrl = `${rollcall.url}/scim/v2/${id}`;
  const api = await createApiClient(rollcall.url, operatorToken);

  const request = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Headed = {},
  ): Promise<ScimReply> => {
    const answer = await fetch(`${baseUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/scim+json',
        ...(body === undefined ? {} : { 'content-type': 'application/scim+json; charset=utf-8' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      body: text === '' ? null : (JSON.parse(text) as ScimBody),
    };
  };
  const users = async (query = ''): Promise<User[]> =>
    (await api.expect('UserList', 'GET', `/tenants/${slug}/users?limit=200${query}`)).data;

  return {
    baseUrl,
    token,
    tenantId,
    directoryId: id,
    slug,
    api,
    request,
    async expect(status, method, path, body, headers) {
      const reply = await request(method, path, body, headers);
      assert.equal(reply.status, status, `${method} ${path} answered ${reply.status}: ${reply.text}`);
      return reply.body ?? ({} as ScimBody);
    },
    users,
    userOf: async (externalId) => (await users(`&external_id=${encodeURIComponent(externalId)}`))[0],
    holds: async () => (await api.expect('HoldList', 'GET', `/tenants/${slug}/holds`)).data,
    records: async (query = '') =>
      (
        await api.expect(
          'AuditRecordList',
          'GET',
          `/tenants/${slug}/audit-records?order=asc&limit=200${query}`,
        )
      ).data,
  };
}

/** A body for POST /Users. */
export function newUser(userName: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName,
    emails: [{ value: userName, type: 'work', primary: true }],
    ...more,
  };
}

export function newGroup(displayName: string, members: string[] = []): Record<string, unknown> {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    displayName,
    members: members.map((value) => ({ value })),
  };
}

/** A body for PATCH. */
export function patchOf(...operations: Record<string, unknown>[]): Record<string, unknown> {
  return { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: operations };
}
