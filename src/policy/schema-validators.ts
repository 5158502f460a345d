import { Ajv, type SchemaObject, type ValidateFunction } from 'ajv';
import catalogSchema from '../../schemas/catalog.schema.json' with { type: 'json' };
import policySchema from '../../schemas/policy.schema.json' with { type: 'json' };
import policyTestSchema from '../../schemas/policy-test.schema.json' with { type: 'json' };

export type DocumentKind = 'policy' | 'catalog' | 'tests';

const SCHEMAS: Record<DocumentKind, SchemaObject> = {
  policy: policySchema,
  catalog: catalogSchema,
  tests: policyTestSchema,
};

/** Compiling a schema takes longer than checking a thousand documents, so each is compiled once, when first needed. */
const compiled = new Map<DocumentKind, ValidateFunction>();

/** Checks a document of this kind; the errors carry the schema and the value they are about. */
export function validatorFor(kind: DocumentKind): ValidateFunction {
  const known = compiled.get(kind);
  if (known) return known;
  const ajv = new Ajv({
    allErrors: true,
    verbose: true,
    allowUnionTypes: true,
    strictRequired: false,
    ownProperties: true,
  });
  ajv.addVocabulary(FOR_EDITORS);
  const schema = SCHEMAS[kind];
  const validate = ajv.compile(withGuardedUnions(schema, schema) as SchemaObject);
  compiled.set(kind, validate);
  return validate;
}

/** What the schemas say to editors alone: beside `description`, the same with marks, and of each value of an `enum`. */
const FOR_EDITORS = ['markdownDescription', 'enumDescriptions'];

/** The schema of a document as editors see it. */
export function schemaOf(kind: DocumentKind): SchemaObject {
  return SCHEMAS[kind];
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = Record<string, Json>;

/**
 * Rewrites every `anyOf` into "if it looks like A then A, else if it looks like B then B, ... else the last".
 * It accepts the same documents, but a mistake inside A is reported as such, not as "is none of A, B, C and D".
 */
function withGuardedUnions(schema: unknown, root: SchemaObject): unknown {
  if (Array.isArray(schema)) return schema.map((item) => withGuardedUnions(item, root));
  if (typeof schema !== 'object' || schema === null) return schema;
  const { anyOf, ...rest } = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, withGuardedUnions(value, root)]),
  ) as JsonObject;
  if (!Array.isArray(anyOf)) return anyOf === undefined ? rest : { ...rest, anyOf };
  const branches = anyOf as JsonObject[];
  const common = branches
    .map((branch) => requiredKeys(branch, root))
    .reduce((a, b) => a.filter((key) => b.includes(key)));
  const last = branches.at(-1) ?? {};
  const chain = branches
    .slice(0, -1)
    .reduceRight<JsonObject>(
      (otherwise, branch) => ({ if: guardOf(branch, root, common), then: branch, else: otherwise }),
      last,
    );
  return { ...rest, ...chain };
}

/** What a value has to look like to be meant as this branch: its type, and the keys that only this branch requires. */
function guardOf(branch: JsonObject, root: SchemaObject, common: readonly string[]): JsonObject {
  const own = requiredKeys(branch, root).filter((key) => !common.includes(key));
  return own.length > 0 ? { type: 'object', required: own } : { type: branch['type'] ?? 'object' };
}

function requiredKeys(branch: JsonObject, root: SchemaObject): string[] {
  const name = typeof branch['$ref'] === 'string' ? branch['$ref'].replace('#/definitions/', '') : null;
  const definitions = root['definitions'] as Record<string, JsonObject> | undefined;
  const required = (name === null ? branch : definitions?.[name])?.['required'];
  return Array.isArray(required) ? required.filter((key) => typeof key === 'string') : [];
}
