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

const draft = new Ajv({ strict: false, ownProperties: true, schemas: KINDS.map(schemaOf) });

/**
 * Every key and every definition, with where a reader finds its words: a reference has those of what it refers to.
 * What stands under `then` only adds to keys that are explained already.
 */
function* explainedIn(
  schema: Record<string, unknown>,
): Generator<{ path: string; node: Record<string, unknown>; pointer: string }> {
  for (const [path, node] of subschemas(schema, '')) {
    if (!/(?:^|\/)(?:properties|definitions)\/[^/]+$/.test(path) || path.includes('/then/')) continue;
    if (path.includes('/examples/') || path.includes('/default/')) continue;
    const ref = typeof node['$ref'] === 'string' ? node['$ref'] : null;
    const target = ref === null ? node : valueAt(schema, ref);
    yield { path, node: target, pointer: ref ?? `#${path}` };
  }
}

function valueAt(schema: Record<string, unknown>, pointer: string): Record<string, unknown> {
  let found: unknown = schema;
  for (const segment of pointer.slice(2).split('/')) found = (found as Record<string, unknown>)[segment];
  return found as Record<string, unknown>;
}

describe('the schemas of documents', () => {
  for (const kind of KINDS) {
    it(`explain every key of ${kind} with an example that it takes, so that editors read like documentation`, () => {
      const schema = schemaOf(kind);
      let keys = 0;
      for (const { path, node, pointer } of explainedIn(schema)) {
        keys += 1;
        assert.ok(typeof node['description'] === 'string', `${path} has no description`);
        const examples = node['examples'] as unknown[] | undefined;
        assert.ok(examples !== undefined && examples.length > 0, `${path} has no example`);
        const isValid = draft.compile({ $ref: `${String(schema['$id'])}${pointer}` });
        for (const example of examples) {
          assert.ok(
            isValid(example),
            `${path}: ${JSON.stringify(example)} ${draft.errorsText(isValid.errors)}`,
          );
        }
        if ('default' in node) assert.ok(isValid(node['default']), `${path}: its default is refused`);
      }
      assert.ok(keys > 10, String(keys));
    });

    it(`say of every choice of ${kind} what it means`, () => {
      let choices = 0;
      for (const [path, node] of subschemas(schemaOf(kind), '')) {
        const values = node['enum'];
        if (!Array.isArray(values)) continue;
        choices += 1;
        const said = node['enumDescriptions'] as string[] | undefined;
        assert.equal(said?.length, values.length, `${path} does not say what each value means`);
        for (const [index, words] of said.entries()) {
          assert.match(words, /^\S.*\.$/s, `${path} says nothing of ${String(values[index])}`);
        }
      }
      assert.ok(choices > 1, String(choices));
    });

    it(`show marks in the words about ${kind} as marks, not as characters`, () => {
      for (const [path, node] of subschemas(schemaOf(kind), '')) {
        if (typeof node['description'] !== 'string' || !node['description'].includes('`')) continue;
        assert.ok(typeof node['markdownDescription'] === 'string', `${path} has no markdownDescription`);
      }
    });

    it(`let no unknown key into ${kind}`, () => {
      for (const [path, node] of subschemas(schemaOf(kind), '')) {
        const isMap = node['type'] === 'object' && !path.endsWith('/if') && !path.includes('/examples');
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
