import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import apiSchema from '../../schemas/api.schema.json' with { type: 'json' };
import { openApiDocument } from '../../src/http/openapi.ts';
import { routeTable } from '../../src/http/route-table.ts';

interface Operation {
  operationId: string;
  summary: string;
  parameters: { name: string; in: string }[];
  requestBody?: unknown;
  responses: Record<string, unknown>;
}

describe('the OpenAPI document', () => {
  const document = openApiDocument(routeTable) as {
    paths: Record<string, Record<string, Operation>>;
    components: { schemas: Record<string, unknown> };
  };
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
  );

  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const result = await validator.validate(structuredClone(document));
    assert.ok(result.valid, JSON.stringify(result, null, 1).slice(0, 3000));
    assert.equal(validator.version, '3.1');
  });

  it('refers to nothing that it does not have', () => {
    const text = JSON.stringify(document);
    const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference ?? '');
    assert.ok(references.length > 50);
    for (const reference of references) {
      const found = reference
        .replace('#/', '')
        .split('/')
        .reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], document);
      assert.ok(found, reference);
    }
    assert.doesNotMatch(text, /\$defs/);
  });

  it('has each route once, with its parameters, body and answers', () => {
    assert.equal(new Set(operations.map(({ operationId }) => operationId)).size, operations.length);
    for (const [operationId, route] of Object.entries(routeTable)) {
      const operation = operations.find((each) => each.operationId === operationId);
      assert.ok(operation, operationId);
      assert.equal(operation.method, route.method);
      assert.equal(operation.path, `/api/v1${route.path.replaceAll(/:(\w+)/g, '{$1}')}`);
      const inPath = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name);
      assert.deepEqual(
        operation.parameters.filter((each) => each.in === 'path').map(({ name }) => name),
        inPath,
      );
      assert.equal(operation.requestBody !== undefined, route.body !== null || route.upload !== null);
      assert.deepEqual(Object.keys(operation.responses), [String(route.status), 'default']);
      const idempotent = operation.parameters.some(({ name }) => name === 'Idempotency-Key');
      const isKept = route.method !== 'get' && route.upload === null && route.download === null;
      assert.equal(idempotent, isKept);
    }
  });

  it('describes every shape, and every shape is listed for the types', () => {
    assert.deepEqual(Object.keys(apiSchema.properties).sort(), Object.keys(apiSchema.$defs).sort());
    const used = new Set(
      [...JSON.stringify([document, apiSchema.$defs]).matchAll(/(?:schemas|\$defs)\/(\w+)"/g)].map(
        ([, name]) => name,
      ),
    );
    const queries = Object.values(routeTable).map(({ query }) => query);
    const apart = new Set(['Readiness', 'ChainReportList']);
    for (const name of Object.keys(apiSchema.$defs)) {
      assert.ok(used.has(name) || queries.includes(name as never) || apart.has(name), `nobody uses ${name}`);
    }
  });

  it('lists the operations of the documented surface', () => {
    const surface = readFileSync(new URL('../fixtures/api-surface.txt', import.meta.url), 'utf8');
    const listed = operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`).sort();
    assert.deepEqual(listed, surface.trim().split('\n'));
  });
});
