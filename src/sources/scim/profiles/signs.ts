import { isObject } from '../protocol/member-of.ts';
import type { DialectRewrite } from './dialect-rewrite.ts';
import type { DialectRequest } from './profile.ts';
import { concernsGroups, concernsUsers } from './request-parts.ts';
import { arraysForSingleValues } from './rewrites/arrays-for-single-values.ts';
import { booleansAsStrings } from './rewrites/booleans-as-strings.ts';
import { dottedKeys } from './rewrites/dotted-keys.ts';
import { managerIds } from './rewrites/manager-ids.ts';
import { managersAsStrings } from './rewrites/manager-forms.ts';
import { objectsForManyValues } from './rewrites/objects-for-many-values.ts';
import { oldSchemaUrns } from './rewrites/old-schema-urns.ts';
import { operationsInCapitals } from './rewrites/operations-in-capitals.ts';
import { removalsWithValues } from './rewrites/removals-with-values.ts';
import { severalPrimaries } from './rewrites/several-primaries.ts';

/** What in a request speaks for one identity provider or another. */
export type SignName =
  | 'okta_user_agent'
  | 'google_user_agent'
  | 'boolean_as_string'
  | 'op_capitals'
  | 'dotted_key'
  | 'manager_as_string'
  | 'array_for_single_value'
  | 'adscim_group_schema'
  | 'aadoptscim_flag'
  | 'members_excluded'
  | 'guid_lookup'
  | 'old_schema_urn'
  | 'object_for_many_values'
  | 'manager_id'
  | 'remove_with_values'
  | 'several_primaries';

const formsOfPatch: readonly [SignName, DialectRewrite][] = [
  ['boolean_as_string', booleansAsStrings],
  ['op_capitals', operationsInCapitals],
  ['dotted_key', dottedKeys],
  ['manager_as_string', managersAsStrings],
  ['array_for_single_value', arraysForSingleValues],
  ['remove_with_values', removalsWithValues],
];

const formsOfUser: readonly [SignName, DialectRewrite][] = [
  ['boolean_as_string', booleansAsStrings],
  ['old_schema_urn', oldSchemaUrns],
  ['object_for_many_values', objectsForManyValues],
  ['manager_id', managerIds],
  ['several_primaries', severalPrimaries],
];

const formsOfGroup: readonly [SignName, DialectRewrite][] = [['old_schema_urn', oldSchemaUrns]];
const formsOfQuery: readonly [SignName, DialectRewrite][] = [['boolean_as_string', booleansAsStrings]];

const none: readonly SignName[] = [];

/**
 * The signs of one request, each once. Of the request as it came, whatever the profile of its directory is, and whether or
 * not it is refused later.
 */
export function signsOf(request: DialectRequest): readonly SignName[] {
  const signs: SignName[] = [];
  if (request.userAgent?.startsWith('Okta SCIM Client') === true) signs.push('okta_user_agent');
  // As scimitar#142 saw it.
  if (request.userAgent === 'Google-Auto-Provisioning') signs.push('google_user_agent');
  if (Object.hasOwn(request.query, 'aadOptscim062020')) signs.push('aadoptscim_flag');
  if (request.method === 'GET') {
    if (isLookupWithoutMembers(request)) signs.push('members_excluded');
    if (isLookupByGuid(request)) signs.push('guid_lookup');
  } else if (bringsAdscimGroup(request)) signs.push('adscim_group_schema');
  for (const [name, { rewrite }] of formsToLookFor(request)) {
    if (rewrite(request).count > 0) signs.push(name);
  }
  return signs.length === 0 ? none : signs;
}

function formsToLookFor(request: DialectRequest): readonly [SignName, DialectRewrite][] {
  switch (request.method) {
    case 'PATCH':
      return formsOfPatch;
    case 'GET':
      return request.query['filter'] === undefined ? [] : formsOfQuery;
    case 'POST':
    case 'PUT':
      return concernsGroups(request) ? formsOfGroup : formsOfUser;
    default:
      return [];
  }
}

/** Entra ID reads every group like this. */
function isLookupWithoutMembers(request: DialectRequest): boolean {
  return concernsGroups(request) && request.query['excludedAttributes'] === 'members';
}

const guid = /^\w+ eq "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"$/i;

/** How Entra ID tests a connection: someone with a random GUID for a name. */
function isLookupByGuid(request: DialectRequest): boolean {
  const filter = request.query['filter'];
  return filter !== undefined && filter.length < 100 && concernsUsers(request) && guid.test(filter);
}

const adscim = 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/';

function bringsAdscimGroup({ body }: DialectRequest): boolean {
  const schemas = isObject(body) && Object.hasOwn(body, 'schemas') ? body['schemas'] : undefined;
  return (
    Array.isArray(schemas) &&
    schemas.length < 100 &&
    schemas.some((urn) => typeof urn === 'string' && urn.startsWith(adscim))
  );
}
