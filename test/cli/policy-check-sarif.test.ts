import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv, type SchemaObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { policyCheck } from '../../src/cli/policy-check.ts';
import { OWN_POLICIES_DIRECTORY } from '../../src/store/policies-directory.ts';

const HEAD = 'version: rollcall/v1\ntenant: acme\n';
const BAD = join(import.meta.dirname, '..', 'fixtures', 'bad-policies');

/** What of a log of SARIF these tests look at. */
interface Log {
  version: string;
  runs: {
    tool: { driver: { name: string; rules: Rule[] } };
    columnKind: string;
    results: Result[];
  }[];
}

interface Rule {
  id: string;
  shortDescription: { text: string };
  help: { text: string; markdown: string };
  defaultConfiguration: { level: string };
}

interface Result {
  ruleId: string;
  ruleIndex: number;
  level: string;
  message: { text: string };
  locations: { physicalLocation: { artifactLocation: { uri: string }; region: Record<string, number> } }[];
  partialFingerprints: { primaryLocationLineHash: string };
}

/** The official schema. It is of an older draft, of which it uses nothing that the newer one has not. */
function officialSchema(): ValidateFunction {
  const address = import.meta.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  const schema = JSON.parse(readFileSync(fileURLToPath(address), 'utf8')) as SchemaObject;
  // One of its expressions is none with the flag u.
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats.default(ajv);
  const entries = Object.entries(schema).filter(([key]) => key !== '$schema' && key !== 'id');
  return ajv.compile(Object.fromEntries(entries));
}

describe('rollcall policy check --format sarif', () => {
  const isSarif = officialSchema();
  let folder = '';
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'sarif-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  function write(name: string, text: string): string {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  }

  async function sarif(paths: string[], root = folder) {
    const [out, err]: [string[], string[]] = [[], []];
    const exitCode = await policyCheck(
      paths,
      { format: 'sarif', policiesDirectory: OWN_POLICIES_DIRECTORY, root },
      { stdout: (line) => out.push(line), stderr: (line) => err.push(line) },
    );
    const log = JSON.parse(out.join('\n')) as Log;
    assert.ok(isSarif(log), JSON.stringify(isSarif.errors, null, 2));
    const [run, ...others] = log.runs;
    assert.ok(run);
    assert.equal(others.length, 0);
    return { exitCode, err, run, results: run.results, rules: run.tool.driver.rules };
  }

  it('names the rule, the place from column to column, and what to write instead', async () => {
    const path = write('acme.policy.yaml', `${HEAD}groups:\n  default_role: membr\n`);
    const { exitCode, results, rules, err, run } = await sarif([path]);
    assert.equal(exitCode, 1);
    assert.deepEqual(err, ['1 error in 1 file.']);
    assert.equal(run.columnKind, 'utf16CodeUnits');
    assert.equal(run.tool.driver.name, 'Rollcall');
    const [result] = results;
    assert.equal(results.length, 1);
    assert.deepEqual(
      { ...result, partialFingerprints: null },
      {
        ruleId: 'unknown_role',
        ruleIndex: 0,
        level: 'error',
        message: { text: 'There is no role "membr". Did you mean member?' },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'acme.policy.yaml' },
              region: { startLine: 4, startColumn: 17, endColumn: 22 },
            },
          },
        ],
        partialFingerprints: null,
      },
    );
    const [rule] = rules;
    assert.equal(rule?.id, 'unknown_role');
    assert.equal(rule.shortDescription.text, 'There is no such role.');
    assert.match(rule.help.markdown, /docs\/policies\.md/);
    assert.equal(rule.defaultConfiguration.level, 'error');
  });

  it('is a log without results where nothing is wrong', async () => {
    const { exitCode, results, rules } = await sarif([write('acme.policy.yaml', HEAD)]);
    assert.deepEqual([exitCode, results, rules], [0, [], []]);
  });

  it('addresses files from the top of the repository, with everything escaped', async () => {
    mkdirSync(join(folder, 'a b#1%'));
    const path = join(folder, 'a b#1%', 'acme.policy.yaml');
    writeFileSync(path, `${HEAD}x: 1\n`);
    const { results } = await sarif([path]);
    assert.equal(uriOf(results[0]), 'a%20b%231%25/acme.policy.yaml');
    const outside = await sarif([path], join(folder, 'elsewhere'));
    assert.match(uriOf(outside.results[0]), /^file:\/\/\/.*\/a%20b%231%25\/acme\.policy\.yaml$/);
  });

  it('keeps the fingerprint of a finding when lines above it come and go, and tells findings apart', async () => {
    const [one, two] = ['  default_role: membr\n', '  never_grant: [ownr]\n'];
    const before = await sarif([write('acme.policy.yaml', `${HEAD}groups:\n${one}${two}`)]);
    const after = await sarif([
      write('acme.policy.yaml', `# Hello.\n${HEAD}about: Acme\ngroups:\n${two}${one}`),
    ]);
    const fingerprints = (results: Result[]): string[] =>
      results.map(({ partialFingerprints }) => partialFingerprints.primaryLocationLineHash);
    assert.equal(new Set(fingerprints(before.results)).size, 2);
    assert.deepEqual(fingerprints(after.results).sort(), fingerprints(before.results).sort());
    for (const fingerprint of fingerprints(before.results)) assert.match(fingerprint, /^[0-9a-f]{16}:1$/);
    const twice = '  map:\n    - { id: a, role: membr }\n    - { id: a, role: membr }\n';
    const { results } = await sarif([write('acme.policy.yaml', `${HEAD}groups:\n${twice}`)]);
    assert.equal(new Set(fingerprints(results)).size, results.length);
  });

  it('is valid for every mistake there is an example of, and explains each of their codes', async () => {
    cpSync(BAD, folder, { recursive: true });
    const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
    assert.ok(files.length > 50);
    const { results, rules } = await sarif(files.map((name) => join(folder, name)));
    assert.ok(rules.length > 60, String(rules.length));
    for (const { id, shortDescription } of rules) {
      assert.notEqual(shortDescription.text, 'Something is wrong with this policy.', id);
    }
    for (const { ruleId, ruleIndex, locations } of results) {
      assert.equal(rules[ruleIndex]?.id, ruleId);
      const { startColumn = 0, endColumn = 0 } = locations[0]?.physicalLocation.region ?? {};
      assert.ok(endColumn > startColumn, ruleId);
    }
  });

  it('is valid whatever the file holds', async () => {
    const path = write('acme.policy.yaml', `${HEAD}"\u001B[31m\\uD800\u202E": "\u0007"\n__proto__: 1\n`);
    const { exitCode, results } = await sarif([path]);
    assert.equal(exitCode, 1);
    assert.ok(results.length > 0);
    assert.match(readFileSync(path, 'utf8'), /__proto__/);
  });
});

function uriOf(result: Result | undefined): string {
  return result?.locations[0]?.physicalLocation.artifactLocation.uri ?? '';
}
