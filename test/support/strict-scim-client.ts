import assert from 'node:assert/strict';
import type { ProfileName } from '../../src/domain/profile-names.ts';
import type { TestRollcall } from './rollcall.ts';
import { scimDirectory, scimTenant } from './scim-client.ts';

export const CORE_USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const CORE_GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const ENTERPRISE_USER = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
export const LIST_RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
export const SEARCH_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';
export const BULK_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
export const SCIM_ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

/** A resource, a list or an error, as JSON; each member as it is where it is there. */
export interface ScimBody {
  [name: string]: unknown;
  schemas: string[];
  id: string;
  externalId: string;
  meta: { resourceType: string; created: string; lastModified: string; location: string; version: string };
  userName: string;
  displayName: string;
  active: boolean;
  name: { formatted?: string; givenName?: string; familyName?: string; middleName?: string };
  emails: Value[];
  addresses: (Value & { streetAddress?: string; locality?: string; postalCode?: string })[];
  groups: Value[];
  members: Value[];
  totalResults: number;
  startIndex?: number;
  itemsPerPage: number;
  nextCursor?: string;
  previousCursor?: string;
  Resources: ScimBody[];
  Operations: BulkResult[];
  status: string;
  scimType?: string;
  detail: string;
}

interface Value {
  value: string;
  type?: string;
  display?: string;
  $ref?: string;
}

export interface BulkResult {
  method: string;
  bulkId?: string;
  status: string;
  location: string;
  version: string;
  response?: ScimBody;
}

export interface ScimAnswered {
  status: number;
  headers: Headers;
  /** Without a member where there is none. */
  body: ScimBody;
  text: string;
}

/** Null takes a header away that would be sent. */
export type SentHeaders = Record<string, string | null>;

/** SCIM over HTTP to one directory. What every answer must have is checked with each. */
export interface StrictScimClient {
  tenantId: string;
  directoryId: string;
  slug: string;
  /** Without a slash at the end. */
  baseUrl: string;
  token: string;
  /** A string or a buffer is sent as it is, anything else as JSON. */
  request(method: string, path: string, body?: unknown, headers?: SentHeaders): Promise<ScimAnswered>;
  /** The body of a request that must be answered so. */
  expect(status: number, method: string, path: string, body?: unknown): Promise<ScimBody>;
  /** The detail of a request that must be refused so; `scimType` null: without one. */
  refused(
    status: number,
    scimType: string | null,
    method: string,
    path: string,
    body?: unknown,
    headers?: SentHeaders,
  ): Promise<string>;
  /** The same directory, asked with another token; null: with none. */
  as(token: string | null): StrictScimClient;
  /** The same token at another address. */
  at(baseUrl: string): StrictScimClient;
}

type Place = Pick<StrictScimClient, 'tenantId' | 'directoryId' | 'slug' | 'baseUrl'>;

/** A tenant of its own with one SCIM directory. */
export async function openScim(
  rollcall: TestRollcall,
  options: { profile?: ProfileName; policy?: string } = {},
): Promise<StrictScimClient> {
  const { tenantId, directoryId, slug, baseUrl, token } = await scimTenant(rollcall, options);
  return clientOf({ tenantId, directoryId, slug, baseUrl }, token);
}

/** Another directory of the same tenant. */
export async function openScimBeside(
  rollcall: TestRollcall,
  { tenantId, slug }: StrictScimClient,
): Promise<StrictScimClient> {
  const other = await scimDirectory(rollcall, { tenantId, slug, profile: 'generic' });
  return clientOf({ tenantId, slug, directoryId: other.directoryId, baseUrl: other.baseUrl }, other.token);
}

function clientOf(place: Place, token: string | null): StrictScimClient {
  const request: StrictScimClient['request'] = async (method, path, body, headers = {}) => {
    const sent = new Headers();
    if (token !== null) sent.set('authorization', `Bearer ${token}`);
    if (body !== undefined) sent.set('content-type', 'application/scim+json');
    for (const [name, value] of Object.entries(headers)) {
      if (value === null) sent.delete(name);
      else sent.set(name, value);
    }
    const answer = await fetch(`${place.baseUrl}${path}`, {
      method,
      headers: sent,
      redirect: 'manual',
      ...(body === undefined ? {} : { body: bytesOf(body) }),
    });
    const text = await answer.text();
    const answered = {
      status: answer.status,
      headers: answer.headers,
      body: JSON.parse(text === '' ? '{}' : text) as ScimBody,
      text,
    };
    check(method, `${method} ${path.slice(0, 200)} ${answered.status} ${text.slice(0, 500)}`, answered);
    return answered;
  };
  return {
    ...place,
    token: token ?? '',
    request,
    async expect(status, method, path, body) {
      const answered = await request(method, path, body);
      assert.equal(answered.status, status, `${method} ${path}: ${answered.text}`);
      return answered.body;
    },
    async refused(status, scimType, method, path, body, headers) {
      const { text, body: told, ...answered } = await request(method, path, body, headers);
      assert.deepEqual(
        { status: answered.status, scimType: told.scimType ?? null },
        { status, scimType },
        `${method} ${path}: ${text}`,
      );
      return told.detail;
    },
    as: (other) => clientOf(place, other),
    at: (baseUrl) => clientOf({ ...place, baseUrl }, token),
  };
}

/** Bytes, because fetch would name the type of a text. */
function bytesOf(body: unknown): Uint8Array<ArrayBuffer> {
  if (Buffer.isBuffer(body)) return new Uint8Array(body);
  return new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));
}

/** What holds for every answer: its type, its error, its version. */
function check(method: string, place: string, { status, headers, body, text }: ScimAnswered): void {
  assert.notEqual(headers.get('x-request-id'), null, `${place}: no request id`);
  assert.equal(headers.get('x-content-type-options'), 'nosniff', place);
  const bodiless = status === 204 || status === 304;
  assert.equal(headers.get('content-type'), bodiless ? null : 'application/scim+json', place);
  if (method === 'HEAD' || bodiless) {
    assert.equal(text, '', place);
    return;
  }
  if (status >= 400) {
    const { schemas, status: told, detail, scimType, ...others } = body;
    assert.deepEqual(schemas, [SCIM_ERROR], place);
    assert.equal(told, String(status), place);
    assert.ok(typeof detail === 'string' && detail !== '', place);
    assert.ok(scimType === undefined || typeof scimType === 'string', place);
    assert.deepEqual(others, {}, place);
    return;
  }
  const { meta } = body as { meta?: Partial<ScimBody['meta']> };
  if (meta?.version !== undefined) assert.equal(headers.get('etag'), meta.version, place);
  if (status === 201) {
    const location = headers.get('location');
    assert.notEqual(location, null, place);
    if (meta?.location !== undefined) assert.equal(location, meta.location, place);
  }
}
