/**
 * docs/policy-reference.md, made of the schemas of policies, of their tests and of the catalog: every key with what it
 * takes, what holds without it, what it means and an example. Pure; generate-reference.ts writes the page.
 */
import { Document, visit } from 'yaml';
import catalogSchema from './catalog.schema.json' with { type: 'json' };
import policySchema from './policy.schema.json' with { type: 'json' };
import testSchema from './policy-test.schema.json' with { type: 'json' };
import {
  exampleOf,
  inline,
  limitsOf,
  LONGEST_EXAMPLE,
  meaningOf,
  resolved,
  takes,
  type Schema,
} from './key-in-words.ts';
import { code, lowerFirst, table, wrapped } from './markdown-parts.ts';

/** The whole page. */
export function policyReference(): string {
  const policy = policySchema as Schema;
  const tests = testSchema as Schema;
  const catalog = catalogSchema as Schema;
  const parts = [
    '# Policy reference',
    wrapped(
      'Every key of a policy, of its tests and of the catalog. This page is generated from `schemas/` by ' +
        '`npm run generate`; what an editor shows beside a key is the same text. How the parts work together, and ' +
        'what the check says of them, is in [policies.md](policies.md).',
    ),
    '## The policy',
    wrapped('`NAME.policy.yaml`, one per tenant. ' + meaningOf(policy)),
    ...keysOf(policy, policy, '', 3, 'policy'),
    ...conditions(policy),
    '## Tests of a policy',
    wrapped('`NAME.test.yaml`, beside the policy. ' + meaningOf(tests)),
    ...keysOf(tests, tests, '', 3, null),
    ...events(tests),
    '## The catalog',
    wrapped('`catalog.yaml`. ' + meaningOf(catalog)),
    ...keysOf(catalog, catalog, '', 3, null),
  ];
  return `${parts.join('\n\n')}\n`;
}

/**
 * The table of an object's keys, what their choices mean, and then the same of each object below it.
 * @param path of the object, as a reader writes it
 * @param fence what an example of a whole section is marked as; null: sections have none
 */
function keysOf(object: Schema, root: Schema, path: string, level: number, fence: string | null): string[] {
  const entries = Object.entries(object.properties ?? {}).map(([key, written]) => ({
    key,
    required: object.required?.includes(key) === true,
    place: path === '' ? key : `${path}.${key}`,
    schema: resolved(written, root),
  }));
  const parts = [
    table(
      ['Key', 'Takes', 'If left out', 'Meaning', 'Example'],
      entries.map(({ key, required, schema }) => [
        code(key),
        takes(schema, root),
        required ? 'required' : schema.default === undefined ? '' : code(inline(schema.default)),
        `${meaningOf(schema)}${limitsOf(schema)}`,
        exampleOf(schema),
      ]),
    ),
    ...entries.flatMap(({ key, schema }) => choicesOf(key, schema, root)),
  ];
  for (const { place, schema } of entries) {
    const below = objectBelow(schema, root);
    if (below === null) continue;
    const heading = `${place}${below.suffix}`;
    const isNew = below.object !== schema && ![meaningOf(schema), ''].includes(meaningOf(below.object));
    parts.push(
      `${'#'.repeat(Math.min(level, 5))} ${path === '' ? place : heading}`,
      wrapped(
        isNew ? `${meaningOf(schema)} Of each: ${lowerFirst(meaningOf(below.object))}` : meaningOf(schema),
      ),
    );
    // A short one stands in the table.
    if (fence !== null && path === '' && exampleOf(schema) === '') {
      parts.push(`\`\`\`yaml ${fence}\n${sectionAsYaml(place, schema.examples?.[0])}\`\`\``);
    }
    parts.push(...keysOf(below.object, root, heading, level + 1, fence));
  }
  return parts;
}

/** Conditions refer to themselves, so they have a part of their own. */
function conditions(root: Schema): string[] {
  const leaf = resolved({ $ref: '#/definitions/leafCondition' }, root);
  const { attribute, fact, exactly, ...operators } = leaf.properties ?? {};
  if (!attribute || !fact || !exactly) throw new Error('A comparison has lost a key.');
  const joints = ['all', 'any', 'not'].map((key): [string, Schema] => [
    key,
    resolved({ $ref: `#/definitions/${key}Condition` }, root),
  ]);
  return [
    '### Conditions',
    wrapped(
      `The same in filters, rules, exceptions and \`sole_admin.promote.unless\`. ${meaningOf(leaf)} A filter has a ` +
        '`name`, may have a `because`, and has the keys of a condition beside them.',
    ),
    table(
      ['Condition', 'Meaning', 'Example'],
      [
        ['`attribute`', meaningOf(attribute), exampleOf(leaf)],
        ['`fact`', meaningOf(fact), code(inline(leaf.examples?.[1]))],
        ...joints.map(([key, schema]) => [code(key), meaningOf(schema), exampleOf(schema)]),
      ],
    ),
    table(
      ['Operator', 'Takes', 'Matches when', 'Example'],
      Object.entries(operators).map(([key, schema]) => [
        code(key),
        takes(schema, root),
        meaningOf(schema),
        exampleOf(schema),
      ]),
    ),
    wrapped(`Beside an operator for text, \`exactly: true\`: ${lowerFirst(meaningOf(exactly))}`),
    table(
      ['Fact', 'What it is'],
      (fact.enum ?? []).map((value, index) => [code(String(value)), fact.enumDescriptions?.[index] ?? '']),
    ),
  ];
}

/** What can happen in a test: each kind of event with an example. */
function events(root: Schema): string[] {
  const kinds = resolved({ $ref: '#/definitions/testEvent' }, root).anyOf ?? [];
  return [
    '### Events of a test',
    table(
      ['Event', 'Meaning'],
      kinds
        .map((kind) => resolved(kind, root))
        .flatMap((kind) =>
          kind.enum === undefined
            ? [[exampleOf(kind), meaningOf(kind)]]
            : kind.enum.map((value, index) => [code(String(value)), kind.enumDescriptions?.[index] ?? '']),
        ),
    ),
  ];
}

/** The object whose keys stand below this one, and how its path goes on. */
function objectBelow(schema: Schema, root: Schema): { object: Schema; suffix: string } | null {
  if (schema.properties) return { object: schema, suffix: '' };
  const item = schema.items === undefined ? null : resolved(schema.items, root);
  if (item?.properties) return { object: item, suffix: '[]' };
  if (typeof schema.additionalProperties !== 'object') return null;
  const value = resolved(schema.additionalProperties, root);
  // Tests say twice what a person is: under `given`, and under the names of `people`.
  return value.properties && value.title?.startsWith('Test ') !== true
    ? { object: value, suffix: '.NAME' }
    : null;
}

/** What each choice of a key means. */
function choicesOf(key: string, schema: Schema, root: Schema): string[] {
  const choice = schema.enum ? schema : schema.items === undefined ? null : resolved(schema.items, root);
  if (choice?.enum === undefined || choice.enum.length < 2 || choice.title === 'Test event') return [];
  const lines = choice.enum.map((value, index) =>
    wrapped(`- ${code(String(value))}: ${choice.enumDescriptions?.[index] ?? ''}`, '  '),
  );
  return [`The choices of ${code(key)}:`, lines.join('\n')];
}

/** An example of a section, with whatever is small on one line, as people write it. */
function sectionAsYaml(key: string, value: unknown): string {
  const document = new Document({ [key]: value });
  visit(document, {
    Collection(_at, node, path) {
      if (path.length > 3 && inline(node.toJSON()).length <= LONGEST_EXAMPLE) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}
