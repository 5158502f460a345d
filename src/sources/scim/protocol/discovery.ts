import type { Attribute, Registry, ResourceType, Schema } from './attribute.ts';
import { discoverySchemas } from './schemas/discovery-schemas.ts';

/** What of the limits in force a client is told. */
export interface AnnouncedLimits {
  /** Operations of a bulk request. */
  maxOperations: number;
  /** Bytes of a request. */
  maxPayloadSize: number;
  /** Resources of a page: without `count`, and at most. */
  defaultPageSize: number;
  maxPageSize: number;
  /** Seconds for which a cursor can be used. */
  cursorTimeout: number;
  /** Where people read how to set the service up; null where that is nowhere. */
  documentationUri: string | null;
}

/** A document of discovery: no member of it is null. */
export type DiscoveryDocument = Record<string, unknown>;

/** The ServiceProviderConfig (RFC 7643 §5, §8.5; pagination: RFC 9865 §4), with every member also where it is off. */
export function serviceProviderConfig(baseUrl: string, limits: AnnouncedLimits): DiscoveryDocument {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
    ...(limits.documentationUri === null ? {} : { documentationUri: limits.documentationUri }),
    patch: { supported: true },
    bulk: {
      supported: true,
      maxOperations: limits.maxOperations,
      maxPayloadSize: limits.maxPayloadSize,
    },
    filter: { supported: true, maxResults: limits.maxPageSize },
    changePassword: { supported: false },
    sort: { supported: true },
    etag: { supported: true },
    pagination: {
      cursor: true,
      index: true,
      defaultPaginationMethod: 'index',
      defaultPageSize: limits.defaultPageSize,
      maxPageSize: limits.maxPageSize,
      cursorTimeout: limits.cursorTimeout,
    },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'OAuth Bearer Token',
        description: 'The token that was shown when the directory was created, as a bearer token.',
        specUri: 'https://www.rfc-editor.org/info/rfc6750',
        primary: true,
      },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${baseUrl}/ServiceProviderConfig` },
  };
}

/** The schemas of all types, each once, and those of the documents of discovery themselves (RFC 7643 §7, §8.7.2). */
export function schemaDocuments(registry: Registry, baseUrl: string): (DiscoveryDocument & { id: string })[] {
  const schemas = registry.types.flatMap(({ schema, extensions }) => [
    schema,
    ...extensions.map((extension) => extension.schema),
  ]);
  return [...schemas, ...discoverySchemas].map((schema) => schemaDocument(schema, baseUrl));
}

/** The types of resources (RFC 7643 §6). */
export function resourceTypeDocuments(
  registry: Registry,
  baseUrl: string,
): (DiscoveryDocument & { id: string })[] {
  return registry.types.map((type) => resourceTypeDocument(type, baseUrl));
}

function schemaDocument(schema: Schema, baseUrl: string): DiscoveryDocument & { id: string } {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
    id: schema.id,
    name: schema.name,
    description: schema.description,
    attributes: schema.attributes.map(attributeDocument),
    meta: { resourceType: 'Schema', location: `${baseUrl}/Schemas/${schema.id}` },
  };
}

/** Members that say nothing of an attribute are left out: suggestions without any, parts of what has none. */
function attributeDocument(attribute: Attribute): DiscoveryDocument {
  const { canonicalValues, referenceTypes, subAttributes } = attribute;
  return {
    name: attribute.name,
    type: attribute.type,
    multiValued: attribute.multiValued,
    description: attribute.description,
    required: attribute.required,
    caseExact: attribute.caseExact,
    mutability: attribute.mutability,
    returned: attribute.returned,
    uniqueness: attribute.uniqueness,
    ...(canonicalValues.length === 0 ? {} : { canonicalValues }),
    ...(attribute.type === 'reference' ? { referenceTypes } : {}),
    ...(attribute.type === 'complex' ? { subAttributes: subAttributes.map(attributeDocument) } : {}),
  };
}

function resourceTypeDocument(type: ResourceType, baseUrl: string): DiscoveryDocument & { id: string } {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
    id: type.name,
    name: type.name,
    endpoint: type.endpoint,
    description: type.description,
    schema: type.schema.id,
    schemaExtensions: type.extensions.map(({ schema, required }) => ({ schema: schema.id, required })),
    meta: { resourceType: 'ResourceType', location: `${baseUrl}/ResourceTypes/${type.name}` },
  };
}
