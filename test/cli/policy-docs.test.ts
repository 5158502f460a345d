import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { policyDocs } from '../../src/cli/policy-docs.ts';
import { OWN_POLICIES_DIRECTORY } from '../../src/store/policies-directory.ts';

const GOLDENS = join(import.meta.dirname, '..', 'fixtures', 'policy-docs');

async function docs(
  tenant: string,
  format: 'markdown' | 'text' = 'markdown',
  directory = OWN_POLICIES_DIRECTORY,
) {
  const out: string[] = [];
  const err: string[] = [];
  const options = { format, policiesDirectory: directory };
  const io = { stdout: (line: string) => out.push(line), stderr: (line: string) => err.push(line) };
  const exitCode = await policyDocs(tenant, options, io);
  return { exitCode, out: `${out.join('\n')}\n`, err };
}

describe('a policy in plain English', () => {
  for (const tenant of ['default', 'globex', 'initech', 'northwind']) {
    it(`says of ${tenant} what has been read and agreed on`, async () => {
      const { exitCode, out } = await docs(tenant);
      assert.equal(exitCode, 0);
      const golden = join(GOLDENS, `${tenant}.md`);
      // Write what is there now with UPDATE_GOLDENS=1, and read the difference before committing it.
      if (process.env['UPDATE_GOLDENS'] === '1') writeFileSync(golden, out);
      assert.equal(out, readFileSync(golden, 'utf8'));
    });
  }

  it('names the line behind each statement, in the file that it is from', async () => {
    const { out } = await docs('initech');
    const lines = readFileSync(join(OWN_POLICIES_DIRECTORY, 'initech.policy.yaml'), 'utf8').split('\n');
    const lineOf = (says: RegExp): string => {
      const [, line] = new RegExp(`${says.source}.*_\\(initech\\.policy\\.yaml:(\\d+)\\)_`).exec(out) ?? [];
      return lines[Number(line) - 1] ?? '';
    };
    assert.match(lineOf(/The group finance/), /00g5fin0INITECH/);
    assert.match(lineOf(/"Contractors never administer"/), /name: Contractors never administer/);
    assert.match(lineOf(/"Executives hand over"/), /name: Executives hand over/);
    assert.match(lineOf(/If more than 5 percent/), /deactivations: \{/);
    const northwind = await docs('northwind');
    assert.match(northwind.out, /The last administrator keeps the role.*_\(default\.policy\.yaml:\d+\)_/);
    assert.match(northwind.out, /none waits for a person\. _\(built in\)_/);
  });

  it('is text without marks if asked for', async () => {
    const { out } = await docs('globex', 'text');
    assert.match(out, /^The policy of globex\n/);
    assert.match(out, /\n {2}The group IT gives the role admin\. \[globex\.policy\.yaml:\d+\]\n/);
  });

  it('says every operator, and all of a long list', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'policy-docs-'));
    try {
      const countries = Array.from({ length: 40 }, (_, i) => `C${i}`);
      writeFileSync(
        join(folder, 'acme.policy.yaml'),
        [
          'version: rollcall/v1',
          'tenant: acme',
          'filters:',
          '  include:',
          `    - { name: Countries, attribute: country, in: [${countries.join(', ')}] }`,
          '  exclude:',
          '    - { name: a, attribute: title, not_in: [x, y z] }',
          '    - { name: b, not: { all: [{ attribute: title, contains: "<b>" }, { attribute: title, present: true }] } }',
          '    - { name: c, attribute: department, absent: true }',
          '    - { name: d, attribute: department, equals: Ops, exactly: true }',
          '    - { name: e, fact: groups, member_of: [one, two] }',
          '    - { name: "*f*\\u202E [x](y)", fact: is_last_admin, equals: true }',
          '    - { name: g, attribute: title, greater_than: 2026-01-31 }',
          'deactivation: { mode: grace, grace: { delete_after: 0s }, if_reactivated: start_fresh, revoke: [] }',
          'sole_admin: { action: allow }',
        ].join('\n'),
      );
      const { exitCode, out, err } = await docs('acme', 'markdown', folder);
      assert.equal(exitCode, 0, err.join('\n'));
      assert.ok(out.includes(`the country is ${countries.slice(0, -1).join(', ')} or C39.`));
      for (const sentence of [
        'the title is known, and is not x or "y z".',
        'it is not so that (the title contains "\\<b\\>" and the title is known).',
        'the department is not known.',
        'the department is Ops, in exactly these letters.',
        'the person is in one of the groups one or two.',
        '"\\*f\\*  \\[x\\](y)": the person is the last administrator.',
        'the title is above 2026-01-31.',
        'has no access from that moment, and the data are purged for good at once.',
        'Nothing is revoked when an account is deactivated.',
        'Whoever comes back gets a new account; the former one stays deactivated.',
        'The last administrator may go, and leave nobody.',
      ]) {
        assert.ok(out.includes(sentence), `${sentence}\n${out}`);
      }
      assert.doesNotMatch(out, /are kept\./);
      assert.doesNotMatch(out, /\u202E/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is refused of a policy with errors, and of one that is not there', async () => {
    assert.deepEqual((await docs('nobody')).exitCode, 2);
    const folder = mkdtempSync(join(tmpdir(), 'policy-docs-'));
    try {
      writeFileSync(join(folder, 'acme.policy.yaml'), 'version: rollcall/v1\ntenant: acme\nrule: []\n');
      const { exitCode, err } = await docs('acme', 'markdown', folder);
      assert.equal(exitCode, 1);
      assert.match(err.join('\n'), /unknown_key/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
