import assert from 'node:assert/strict';
import { join } from 'node:path';
import { startLanguageServer, type LanguageServer, type Place } from '../support/language-server.ts';

const POLICIES = join(import.meta.dirname, '..', '..', 'policies');
const POLICY = join(POLICIES, 'draft.policy.yaml');
const TESTS = join(POLICIES, 'draft.test.yaml');
const HEAD =
  '# yaml-language-server: $schema=../schemas/policy.schema.json\nversion: rollcall/v1\ntenant: draft\n';
const TEST_HEAD = '# yaml-language-server: $schema=../schemas/policy-test.schema.json\n';

/** The text without its mark `¦`, and where that stood. */
function placed(marked: string): { text: string; place: Place } {
  const before = marked.slice(0, marked.indexOf('¦')).split('\n');
  return {
    text: marked.replace('¦', ''),
    place: { line: before.length - 1, character: before.at(-1)?.length ?? 0 },
  };
}

describe('the language server of YAML, over a policy that is being written', () => {
  let server: LanguageServer;
  before(async () => {
    server = await startLanguageServer();
    await server.open(POLICY, HEAD);
    await server.open(TESTS, TEST_HEAD);
  });
  after(() => server.stop());

  async function completions(path: string, marked: string): Promise<Map<string, string>> {
    const { text, place } = placed(marked);
    await server.change(path, text);
    const offered = await server.complete(path, place);
    return new Map(offered.map(({ label, documentation }) => [label, documentation]));
  }

  async function hover(path: string, marked: string): Promise<string> {
    const { text, place } = placed(marked);
    await server.change(path, text);
    return server.hover(path, place);
  }

  it('offers the sections that are not there yet, each with what it is for', async () => {
    const offered = await completions(POLICY, `${HEAD}groups:\n  match_by: name\n¦\n`);
    assert.equal(offered.get('sole_admin'), SOLE_ADMIN);
    assert.ok(offered.has('notifications'));
    assert.ok(!offered.has('groups'));
  });

  it('offers the keys of a section that is half written, each with its words', async () => {
    const offered = await completions(POLICY, `${HEAD}groups:\n  match_by: name\n  ¦\n`);
    assert.deepEqual([...offered.keys()].sort(), [
      'default_role',
      'manual_roles',
      'map',
      'never_grant',
      'precedence',
      'settle',
    ]);
    assert.match(offered.get('settle') ?? '', /^How long a demotion waits .* `s`, `m`, `h` or `d`\./);
    for (const [label, words] of offered) assert.match(words, /^[A-Z].*\.$/s, label);
  });

  it('offers what a key can be set to, and says of each choice what it means', async () => {
    const offered = await completions(POLICY, `${HEAD}groups:\n  precedence: ¦\n`);
    assert.deepEqual([...offered.keys()].sort(), ['hold', 'listed', 'strongest']);
    assert.equal(offered.get('hold'), 'Neither: the person waits in a hold until somebody decides.');
  });

  it('offers the choices of a list, such as what a channel is told of', async () => {
    const offered = await completions(
      POLICY,
      `${HEAD}notifications:\n  security:\n    send: at_once\n    on:\n      - ¦\n`,
    );
    assert.equal(offered.get('guard_held'), 'A guard holds a surge.');
  });

  it('offers the operators inside of a condition, and the effects of a rule', async () => {
    const rule = `${HEAD}rules:\n  - name: A\n    when:\n      attribute: country\n`;
    const operators = await completions(POLICY, `${rule}      ¦\n    then: { deny: true }\n`);
    assert.equal(operators.get('not_in'), 'There is a value, and it is none of these.');
    const effects = await completions(POLICY, `${rule}      equals: US\n    then:\n      ¦\n`);
    assert.match(effects.get('cap_role') ?? '', /^At most this role/);
    assert.ok(!effects.has('match_by'));
  });

  it('reads like documentation where the pointer rests on a section', async () => {
    const shown = await hover(POLICY, `${HEAD}sole_¦admin:\n  action: block\n`);
    assert.ok(shown.startsWith(`#### Sole admin\n\n${SOLE_ADMIN}\n`), shown);
    assert.match(shown, /Example:\n\n```yaml\naction: block\npromote:\n {2}from:\n {4}- member\n/);
  });

  it('explains each choice where the pointer rests on one of them', async () => {
    const shown = await hover(
      POLICY,
      `${HEAD}deactivation:\n  mode: gr¦ace\n  grace: { delete_after: 30d }\n`,
    );
    assert.match(shown, /How access ends\./);
    for (const choice of ['immediate', 'grace', 'read_only']) {
      assert.match(shown, new RegExp(`\\* \`${choice}\`: [A-Z].*\\.`), shown);
    }
  });

  it('marks a slip, an unknown key and a missing one, each at its line', async () => {
    const found = await server.change(
      POLICY,
      `${HEAD}groups:\n  match_by: nam\n  defualt_role: member\nrules:\n  - name: A\n    then: { deny: true }\n`,
    );
    assert.deepEqual(found.map(({ line, message }) => [line, message]).sort(), [
      [4, 'Value is not accepted. Valid values: "id", "name".'],
      [5, 'Property defualt_role is not allowed.'],
      [7, 'Missing property "when".'],
    ]);
  });

  it('has nothing to say against the policy once it is right', async () => {
    assert.deepEqual(await server.change(POLICY, `${HEAD}groups:\n  match_by: name\n`), []);
  });

  it('does the same for the tests of a policy', async () => {
    const written = `${TEST_HEAD}tests:\n  - name: A\n    given: { groups: [a] }\n`;
    const expectations = await completions(TESTS, `${written}    expect:\n      ¦\n`);
    assert.match(expectations.get('held_by') ?? '', /^What waits for a person to decide/);
    const statuses = await completions(TESTS, `${written}    expect:\n      status: ¦\n`);
    assert.equal(statuses.get('none'), 'There never was an account.');
    const shown = await hover(
      TESTS,
      `${written}    eve¦nts: [deactivated]\n    expect: { status: active }\n`,
    );
    assert.match(shown, /^.*What then happens, in this order/s);
  });

  it('needs no network for any of it', () => {
    assert.deepEqual(server.reached(), []);
  });
});

const SOLE_ADMIN = 'What happens when a change would leave the tenant without an administrator.';
