import assert from 'node:assert/strict';
import { Ajv } from 'ajv';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { schemaOf, validatorFor, type DocumentKind } from '../../src/policy/schema-validators.ts';
import { SHIPPED_POLICIES } from './shipped-context.ts';

const BAD = join(import.meta.dirname, '..', 'fixtures', 'bad-policies');
const KINDS: DocumentKind[] = ['policy', 'catalog', 'tests'];

/** Every subschema with the way to it. */
function* subschemas(node: unknown, path: string): Generator<[string, Record<string, unknown>]> {
  if (typeof node !== 'object' || node === null) return;
  if (!Array.isArray(node)) yield [path, node as Record<string, unknown>];
  for (const [key, value] of Object.entries(node)) yield* subschemas(value, `${path}/${key}`);
}

function isProperty(path: string): boolean {
  return /\/properties\/[^/]+$/.test(path);
}

describe('the schemas of documents', () => {
  for (const kind of KINDS) {
    it(`explain every key of ${kind}, so that an editor's completion reads like documentation`, () => {
      const schema = schemaOf(kind);
      const definitions = schema['definitions'] as Record<string, { description?: string }>;
      for (const [path, node] of subschemas(schema, '')) {
        if (!isProperty(path)) continue;
        const ref = typeof node['$ref'] === 'string' ? node['$ref'] : null;
        // A reference to a property of another definition has that one's description.
        if (ref?.includes('/properties/')) continue;
        const explained =
          ref === null ? node['description'] : definitions[ref.replace('#/definitions/', '')]?.description;
        assert(explained, `${path} has no description`);
      }
    });

    it(`let no unknown key into ${kind}`, () => {
      for (const [path, node] of subschemas(schemaOf(kind), '')) {
        const isMap = node['type'] === 'object' && !path.endsWith('/if') && !path.includes('/examples/');
        if (!isMap) continue;
        assert.notEqual(
          node['additionalProperties'],
          undefined,
          `${path} leaves it open what else there can be`,
        );
      }
    });
  }

  it('mean the same with their alternatives guarded as without', () => {
    const plain = new Ajv({ allowUnionTypes: true, strict: false, ownProperties: true });
    const files = [SHIPPED_POLICIES, BAD].flatMap((folder) =>
      readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8')),
    );
    let refused = 0;
    for (const kind of KINDS) {
      const isValid = plain.compile(schemaOf(kind));
      for (const text of files) {
        const value: unknown = read(text);
        assert.equal(validatorFor(kind)(value), isValid(value), text);
        if (!isValid(value)) refused += 1;
      }
    }
    assert(refused > 0);
  });
});

function read(text: string): unknown {
  try {
    return parse(text, { logLevel: 'silent', uniqueKeys: false });
  } catch {
    return null;
  }
}
