import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { policyCheck, type PolicyCheckOptions } from '../../src/cli/policy-check.ts';
import type { Diagnostic } from '../../src/domain/diagnostic.ts';
import { OWN_POLICIES_DIRECTORY } from '../../src/store/policies-directory.ts';

const HEAD = 'version: rollcall/v1\ntenant: acme\n';

describe('rollcall policy check', () => {
  let folder = '';
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'check-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  function write(name: string, text: string): string {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  }

  async function check(paths: string[], options: Partial<PolicyCheckOptions> = {}) {
    const out: string[] = [];
    const err: string[] = [];
    const exitCode = await policyCheck(
      paths,
      { format: 'text', policiesDirectory: OWN_POLICIES_DIRECTORY, ...options },
      { stdout: (line) => out.push(line), stderr: (line) => err.push(line) },
    );
    return { exitCode, out, err };
  }

  async function diagnosticsOf(
    paths: string[],
    policiesDirectory = OWN_POLICIES_DIRECTORY,
  ): Promise<Diagnostic[]> {
    const { out } = await check(paths, { format: 'json', policiesDirectory });
    return (JSON.parse(out.join('\n')) as { diagnostics: Diagnostic[] }).diagnostics;
  }

  it('finds nothing wrong with the policies that come with Rollcall', async () => {
    assert.deepEqual(await check([]), { exitCode: 0, out: ['8 files checked: no problem found.'], err: [] });
  });

  it('shows each finding with its line, a mark and what to write instead, and counts them', async () => {
    const path = write('acme.policy.yaml', `${HEAD}groups:\n  default_role: membr\n`);
    const { exitCode, out, err } = await check([path]);
    assert.equal(exitCode, 1);
    assert.deepEqual(err, []);
    assert.deepEqual(out, [
      `${path}:4:17 error unknown_role`,
      '  There is no role "membr".',
      '  4 |   default_role: membr',
      '    |                 ^^^^^',
      '  Did you mean member?',
      '',
      '1 error in 1 file.',
    ]);
  });

  it('prints JSON with lines and columns from 1, and nothing else', async () => {
    const path = write('acme.policy.yaml', `${HEAD}grops: {}\n`);
    const { exitCode, out } = await check([path], { format: 'json' });
    assert.equal(exitCode, 1);
    assert.deepEqual(JSON.parse(out.join('\n')), {
      diagnostics: [
        {
          file: path,
          line: 3,
          column: 1,
          severity: 'error',
          code: 'unknown_key',
          message: 'There is no key "grops" here.',
          hint: 'Did you mean groups?',
        },
      ],
    });
  });

  it('prints an empty list of diagnostics for a policy without any', async () => {
    const path = write('acme.policy.yaml', HEAD);
    const { exitCode, out } = await check([path], { format: 'json' });
    assert.deepEqual([exitCode, JSON.parse(out.join(''))], [0, { diagnostics: [] }]);
  });

  it('prints workflow commands, with everything escaped that would end them', async () => {
    const odd = join(folder, 'a,b:100%');
    mkdirSync(odd);
    const path = join(odd, 'acme.policy.yaml');
    writeFileSync(path, `${HEAD}"x%0A::error::": 1\n`);
    const { exitCode, out } = await check([path], { format: 'github' });
    assert.equal(exitCode, 1);
    const file = path.replaceAll('%', '%25').replaceAll(':', '%3A').replaceAll(',', '%2C');
    assert.equal(out.length, 1);
    assert.ok(out[0]?.startsWith(`::error file=${file},line=3,col=1,title=unknown_key::`), out[0]);
    assert.ok(out[0]?.includes('x%250A::error::'), out[0]);
  });

  it('exits 0 with warnings only', async () => {
    const path = write('acme.policy.yaml', `${HEAD}filters:\n  out_of_scope: deactivate\n`);
    const { exitCode, out } = await check([path]);
    assert.deepEqual([exitCode, out.at(-1)], [0, '1 warning in 1 file.']);
  });

  it('exits 2 for a file that is not there, without checking the others', async () => {
    const path = join(folder, 'gone.policy.yaml');
    const { exitCode, out, err } = await check([path, write('acme.policy.yaml', 'broken')]);
    assert.deepEqual(
      { exitCode, out, err },
      { exitCode: 2, out: [], err: [`There is no file or folder ${path}.`] },
    );
    assert.equal((await check([], { policiesDirectory: join(folder, 'gone') })).exitCode, 2);
  });

  it('checks a whole folder: catalog, default, policies and tests', async () => {
    cpSync(OWN_POLICIES_DIRECTORY, folder, { recursive: true });
    write('catalog.yaml', 'version: rollcall/v1\nroles: [{ key: owner, administers: 1 }]\n');
    write('globex.test.yaml', 'tests: [{ name: A, given: {}, expect: { rol: member } }]\n');
    const diagnostics = await diagnosticsOf([folder]);
    assert.deepEqual(
      diagnostics.map(({ file, code }) => [file, code]),
      [
        [join(folder, 'catalog.yaml'), 'wrong_type'],
        [join(folder, 'globex.test.yaml'), 'unknown_key'],
      ],
    );
    assert.equal((await check([folder])).out.at(-1), '2 errors in 2 of 8 files.');
  });

  it('checks a file against the catalog beside it, rather than the one of the folder that is set', async () => {
    write('catalog.yaml', 'version: rollcall/v1\nroles: [{ key: king, administers: true }]\n');
    write('default.policy.yaml', 'version: rollcall/v1\n');
    const path = write('acme.policy.yaml', `${HEAD}groups: { default_role: member }\n`);
    const [found] = await diagnosticsOf([path]);
    assert.deepEqual([found?.code, found?.hint], ['unknown_role', 'The catalog has king and no_access.']);
  });

  it('says on stderr that it uses the catalog that comes with Rollcall', async () => {
    write('acme.policy.yaml', HEAD);
    const { exitCode, out, err } = await check([], { policiesDirectory: folder });
    assert.deepEqual([exitCode, out], [0, ['1 file checked: no problem found.']]);
    assert.equal(err.length, 2);
    const elsewhere = await check([join(folder, 'acme.policy.yaml')], {
      policiesDirectory: join(folder, 'gone'),
    });
    assert.equal(elsewhere.exitCode, 0);
    assert.match(elsewhere.err.join('\n'), /that come with Rollcall are used/);
  });

  it('reports a catalog that is in the way, and only checks the form of policies meanwhile', async () => {
    write('catalog.yaml', 'version: rollcall/v1\n');
    const path = write('acme.policy.yaml', `${HEAD}groups: { default_role: whatever, match_by: it }\n`);
    assert.deepEqual(
      (await diagnosticsOf([path])).map(({ code }) => code),
      ['missing_key', 'not_allowed_value'],
    );
  });

  it('counts a file that is named twice once', async () => {
    const path = write('acme.policy.yaml', `${HEAD}x: 1\n`);
    const { out } = await check([path, path, folder]);
    assert.equal(out.at(-1), '1 error in 1 file.');
  });

  it('lets nothing in a file steer the terminal', async () => {
    const path = write('acme.policy.yaml', `${HEAD}"\u001B[31m\u202Eabc": "\u001B]0;title\u0007"\n`);
    const { out } = await check([path]);
    assert.doesNotMatch(out.join('\n'), /[^\P{Cc}\n]|\p{Cf}/u);
  });
});
