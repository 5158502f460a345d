import assert from 'node:assert/strict';
import { diagnosticText, summaryText } from '../../src/cli/diagnostic-text.ts';
import type { EffectivePolicy } from '../../src/policy/effective-policy.ts';
import { parseCatalog } from '../../src/policy/parse-catalog.ts';
import { parsePolicyTests } from '../../src/policy/parse-policy-tests.ts';
import { parsePolicy, type ParsedPolicy } from '../../src/policy/parse.ts';
import { runPolicyTests } from '../../src/rehearsal/run-policy-tests.ts';
import { shippedContext } from '../policy/shipped-context.ts';
import { fencesIn, readMarkdown, type Fence } from './markdown-files.ts';

const context = shippedContext();
const pages = ['README.md', 'docs/policies.md', 'docs/policy-reference.md'];
const examples = pages.flatMap((page) =>
  fencesIn(readMarkdown(page).text).map((fence) => ({ ...fence, where: `${page}:${fence.line}` })),
);
const marked = (mark: string): (Fence & { where: string })[] =>
  examples.filter(({ info }) => info === mark || info.startsWith(`${mark}: `));
const file = 'acme.policy.yaml';

/** An example of one section stands for a policy that has only this section. */
function asPolicy(body: string): string {
  return /^version:/m.test(body) ? body : `version: rollcall/v1\ntenant: acme\n${body}`;
}

function parse({ body }: Fence): ParsedPolicy {
  return parsePolicy(asPolicy(body), file, context);
}

function codesOf({ diagnostics }: ParsedPolicy): string {
  return diagnostics.map(({ code }) => code).join(' ');
}

describe('the policies in the documentation', () => {
  it('are there, and every YAML example says what it is', () => {
    const kinds = /^yaml (?:policy|tests|catalog|(?:refused|warned): [a-z_ ]+)$/;
    const others = examples.filter(({ info }) => info.startsWith('yaml') && !kinds.test(info));
    assert.deepEqual(
      others.map(({ where }) => where),
      [],
    );
    for (const page of pages) assert.ok(marked('yaml policy').some(({ where }) => where.startsWith(page)));
  });

  for (const example of marked('yaml policy')) {
    it(`pass the check without a word: ${example.where}`, () => {
      assert.deepEqual(parse(example).diagnostics, []);
    });
  }

  for (const mark of ['yaml refused', 'yaml warned']) {
    for (const example of marked(mark)) {
      it(`are ${mark.slice(5)} for the reasons that are named: ${example.where}`, () => {
        const parsed = parse(example);
        assert.equal(codesOf(parsed), example.info.slice(mark.length + 2));
        assert.equal(parsed.effective === null, mark === 'yaml refused');
      });
    }
  }

  it('are explained as the documentation prints it', () => {
    const outputs = examples.filter(({ info }) => info === 'text output');
    assert.ok(outputs.length > 0);
    for (const output of outputs) {
      const example = examples[examples.indexOf(output) - 1];
      assert.ok(example, output.where);
      const { diagnostics } = parse(example);
      const lines = [
        ...diagnostics.flatMap((diagnostic) => [
          ...diagnosticText(diagnostic, asPolicy(example.body), false),
          '',
        ]),
        summaryText(diagnostics, 1),
      ];
      assert.equal(output.body, `${lines.join('\n')}\n`, output.where);
    }
  });

  it('have catalogs that load', () => {
    const catalogs = marked('yaml catalog');
    assert.ok(catalogs.length > 0);
    for (const { body, where } of catalogs) {
      assert.deepEqual(parseCatalog(body, 'catalog.yaml').diagnostics, [], where);
    }
  });

  it('have tests that hold for the policy of the README', async () => {
    const [first] = marked('yaml policy');
    assert.ok(first);
    assert.ok(first.where.startsWith('README.md'));
    const policy: EffectivePolicy | null = parse(first).effective;
    assert.ok(policy);
    const blocks = marked('yaml tests');
    assert.ok(blocks.length > 0);
    for (const { body, where } of blocks) {
      const { tests, diagnostics } = parsePolicyTests(body, 'acme.test.yaml', {
        catalog: context.catalog,
        policy,
      });
      assert.deepEqual(diagnostics, [], where);
      assert.ok(tests);
      const results = await runPolicyTests(tests, policy, context.catalog);
      assert.deepEqual(
        results.filter(({ failures }) => failures.length > 0),
        [],
        where,
      );
    }
  });
});
