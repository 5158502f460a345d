import apiSchema from '../../schemas/api.schema.json' with { type: 'json' };
import type { ApiRoute, ShapeName } from './route.ts';
import { API_BASE } from './mount-routes.ts';

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 document of the admin API and the webhook, made from the same routes that are mounted. */
export function openApiDocument(routes: Record<string, ApiRoute>): Json {
  const paths: Record<string, Json> = { ...webhookPath };
  for (const [operationId, route] of Object.entries(routes)) {
    const path = `${API_BASE}${route.path.replaceAll(/:(\w+)/g, '{$1}')}`;
    paths[path] = { ...paths[path], [route.method]: operationOf(operationId, route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Rollcall',
      version: '1',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description: [
        'Who belongs in the product, and why.',
        'Times are RFC 3339 in UTC. Lists are pages: give `next_cursor` as `cursor` to read on. Errors are',
        '`application/problem+json` (RFC 9457) with a stable `code`. Unknown parameters and fields are refused.',
        'A write that carries an `Idempotency-Key` runs once within 24 hours, however often it is sent.',
      ].join('\n'),
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    tags: [...new Set(Object.values(routes).map(tagOf))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: `An API token with the scope of the operation. Scopes: ${shapes['Scope']?.['description'] as string}`,
        },
      },
      schemas: componentSchemas(),
      responses: { Problem: problemResponse },
    },
  };
}

const problemResponse = {
  description: 'What went wrong.',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

const webhookPath: Record<string, Json> = {
  '/api/webhooks/workos': {
    post: {
      operationId: 'receiveWorkosWebhook',
      summary: 'Take in an event from WorkOS',
      description:
        'The answer comes once the event is durable. 401 `signature_invalid` says what is wrong with the signature; ' +
        'anything of 500 and above means that WorkOS is to send it again.',
      tags: ['webhooks'],
      security: [],
      parameters: [
        {
          name: 'WorkOS-Signature',
          in: 'header',
          required: true,
          schema: { type: 'string' },
          description: 't=<milliseconds>, v1=<hex>',
        },
      ],
      requestBody: { required: true, content: { 'application/json': { schema: { type: 'object' } } } },
      responses: {
        200: { description: 'Durable.', content: jsonContent('WebhookReceipt') },
        default: { $ref: '#/components/responses/Problem' },
      },
    },
  },
};

function operationOf(operationId: string, route: ApiRoute): Json {
  const parameters = [
    ...[...route.path.matchAll(/:(\w+)/g)].map(([, name]) => pathParameter(name ?? '')),
    ...(route.query === null ? [] : queryParameters(route.query)),
    ...(route.method === 'get' || route.upload !== null || route.download !== null ? [] : [idempotencyKey]),
  ];
  const answer =
    route.download !== null
      ? { content: downloadContent(route.download) }
      : route.answer === null
        ? {}
        : { content: jsonContent(route.answer) };
  return {
    operationId,
    summary: route.summary,
    description: [route.description, `Needs the scope \`${route.scope}\`.`]
      .filter((text) => text !== null)
      .join('\n\n'),
    tags: [tagOf(route)],
    parameters,
    ...(route.body === null
      ? {}
      : { requestBody: { required: !route.bodyIsOptional, content: jsonContent(route.body) } }),
    ...(route.upload === null
      ? {}
      : { requestBody: { required: true, content: uploadContent(route.upload) } }),
    responses: {
      [route.status]: { description: route.answer === null ? 'Done.' : describe(route.answer), ...answer },
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  schema: { type: 'string', maxLength: 255 },
  description: 'The same key with the same request is answered like the first time, for 24 hours.',
};

const pathSchemas: Record<string, Json> = {
  tenant: { $ref: '#/components/schemas/Slug' },
  event: { type: 'string' },
  idp: { type: 'string' },
  urn: { type: 'string' },
  version: { type: 'integer', minimum: 1 },
};

function pathParameter(name: string): Json {
  const schema = pathSchemas[name] ?? { type: 'string', format: 'uuid' };
  return { name, in: 'path', required: true, schema };
}

function queryParameters(name: ShapeName): Json[] {
  const shape = shapes[name] as { properties?: Record<string, Json> };
  return Object.entries(shape.properties ?? {}).map(([parameter, schema]) => ({
    name: parameter,
    in: 'query',
    required: false,
    schema: moved(schema),
  }));
}

const shapes = apiSchema.$defs as Record<string, Json>;

function describe(name: ShapeName): string {
  const { description } = shapes[name] as { description?: string };
  return description ?? 'Done.';
}

/** The first word of the path after the tenant: users, directories, ... */
function tagOf(route: ApiRoute): string {
  return route.path.replace(/^\/tenants\/:tenant\//, '/').split('/')[1] ?? 'tenants';
}

/** Queries are written out as parameters, so they are no components. */
function componentSchemas(): Json {
  return Object.fromEntries(
    Object.entries(shapes)
      .filter(([name]) => !name.endsWith('Query'))
      .map(([name, shape]) => [name, moved(shape)]),
  );
}

function uploadContent(types: readonly string[]): Json {
  return Object.fromEntries(types.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]));
}

function downloadContent(types: readonly string[]): Json {
  return Object.fromEntries(
    types.map((type) => [type, { schema: { type: type === 'application/json' ? 'array' : 'string' } }]),
  );
}

function jsonContent(name: ShapeName): Json {
  return { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } };
}

/** A schema as it stands in the document: the shapes lie under components there. */
function moved(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(moved);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [
      key,
      key === '$ref' && typeof value === 'string'
        ? value.replace('#/$defs/', '#/components/schemas/')
        : moved(value),
    ]),
  );
}
