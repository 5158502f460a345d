import assert from 'node:assert/strict';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { ApiShapes, Problem } from '../../src/generated/api.ts';
import { isUuid } from '../../src/http/shape-validation.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface Ask {
  body?: unknown;
  /** Sent as it is, instead of a body. */
  rawBody?: string | Buffer;
  /** Null: none is sent. */
  token?: string | null;
  headers?: Record<string, string>;
}

export interface Answered<Body = unknown> {
  status: number;
  headers: Headers;
  body: Body;
}

/** The admin API over HTTP. Every answer is checked against the OpenAPI document that the server itself shows. */
export interface ApiClient {
  ask(method: Method, path: string, ask?: Ask): Promise<Answered>;
  /** The answer of a request that must succeed, by the name of its shape; undefined for 204. */
  expect<Name extends keyof ApiShapes>(
    shape: Name,
    method: Method,
    path: string,
    ask?: Ask,
  ): Promise<Required<ApiShapes>[Name]>;
  /** The problem of a request that must be refused with this status and code. */
  refused(status: number, code: string, method: Method, path: string, ask?: Ask): Promise<Problem>;
  as(token: string | null): ApiClient;
}

interface OpenApi {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
}

interface Operation {
  responses: Record<string, { content?: Record<string, { schema: object }>; $ref?: string }>;
}

/** By the document's text: compiling its shapes takes longer than most tests. */
const checks = new Map<string, Check>();

/** @param url of the server, without a slash at the end */
export async function createApiClient(url: string, token: string | null): Promise<ApiClient> {
  const text = await (await fetch(`${url}/openapi.json`)).text();
  let check = checks.get(text);
  if (check === undefined) {
    check = answerChecks(JSON.parse(text) as OpenApi);
    checks.set(text, check);
  }
  return clientFor(url, token, check);
}

type Check = (method: Method, path: string, answered: Answered) => void;

function clientFor(url: string, token: string | null, check: Check): ApiClient {
  const ask: ApiClient['ask'] = async (method, path, asked = {}) => {
    const bearer = asked.token === undefined ? token : asked.token;
    const body = asked.rawBody ?? (asked.body === undefined ? undefined : JSON.stringify(asked.body));
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...asked.headers,
      },
      ...(body === undefined ? {} : { body }),
    });
    const text = await answer.text();
    const answered = {
      status: answer.status,
      headers: answer.headers,
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
    };
    check(method, `/api/v1${path.replace(/\?.*$/s, '')}`, answered);
    return answered;
  };
  return {
    ask,
    async expect(_shape, method, path, asked) {
      const answered = await ask(method, path, asked);
      assert.ok(
        answered.status < 300,
        `${method} ${path}: ${answered.status} ${JSON.stringify(answered.body)}`,
      );
      return answered.body as never;
    },
    async refused(status, code, method, path, asked) {
      const answered = await ask(method, path, asked);
      const problem = answered.body as Problem;
      assert.deepEqual(
        { status: answered.status, code: problem.code },
        { status, code },
        JSON.stringify(problem),
      );
      return problem;
    },
    as: (other) => clientFor(url, other, check),
  };
}

/** An answer must be one that the document has for that operation, down to its shape. */
function answerChecks(document: OpenApi): Check {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  ajv.addFormat('uuid', isUuid);
  ajv.addFormat('date-time', (text: string) => new Date(text).toISOString() === text);
  ajv.addFormat('email', true);
  ajv.addSchema(document, 'document');
  const compiled = new Map<object, ValidateFunction>();
  const validatorOf = (schema: object): ValidateFunction => {
    const known = compiled.get(schema);
    if (known !== undefined) return known;
    const text = JSON.stringify(schema).replaceAll('"#/components', '"document#/components');
    const validator = ajv.compile(JSON.parse(text) as object);
    compiled.set(schema, validator);
    return validator;
  };
  const conforms = (schema: object, value: unknown, place: string): void => {
    const validator = validatorOf(schema);
    assert.ok(validator(value), `${place}: ${ajv.errorsText(validator.errors)}\n${JSON.stringify(value)}`);
  };
  const problem = { $ref: '#/components/schemas/Problem' };
  const patterns = Object.entries(document.paths).map(([path, operations]) => ({
    pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]*')}$`),
    literals: path.replaceAll(/\{\w+\}/g, '').length,
    operations,
  }));

  return (method, path, { status, headers, body }) => {
    const place = `${method} ${path} ${status}`;
    const type = headers.get('content-type')?.replace(/;.*/, '') ?? null;
    assert.ok(isUuid(headers.get('x-request-id') ?? ''), `${place}: no request id`);
    if (status >= 400) {
      assert.equal(type, 'application/problem+json', place);
      conforms(problem, body, place);
      assert.equal((body as Problem).status, status, place);
      assert.equal((body as Problem).instance, `urn:uuid:${headers.get('x-request-id') ?? ''}`, place);
      return;
    }
    const [found] = patterns
      .filter(({ pattern }) => pattern.test(path))
      .sort((a, b) => b.literals - a.literals);
    const described = found?.operations[method.toLowerCase()]?.responses[String(status)];
    assert.ok(described, `${place} is not in the OpenAPI document`);
    const schema = described.content?.['application/json']?.schema;
    if (schema === undefined) {
      assert.equal(body, undefined, place);
      return;
    }
    assert.equal(type, 'application/json', place);
    conforms(schema, body, place);
  };
}
