import assert from 'node:assert/strict';
import type { PolicyDocument } from '../../../src/generated/policy.ts';
import { parsePolicy } from '../../../src/policy/parse.ts';
import { shippedContext } from '../shipped-context.ts';

/** What is wrong with a policy that has this, as `code: hint`. */
function findings(yaml: string, common: Partial<PolicyDocument> = {}): string[] {
  const { catalog, defaultDocument } = shippedContext();
  const context = { catalog, defaultDocument: { ...defaultDocument, ...common } };
  const text = `version: rollcall/v1\ntenant: acme\n${yaml}`;
  return parsePolicy(text, 'acme.policy.yaml', context).diagnostics.map(
    ({ code, hint }) => `${code}: ${hint ?? ''}`,
  );
}

describe('the addresses of a notification channel', () => {
  const channel = (address: string): string =>
    `notifications: { it: { on: [guard_held], send: daily, to: [${JSON.stringify(address)}] } }\n`;

  for (const address of [
    'security@northwind.example',
    'o.connor+rollcall@mail.northwind.example',
    "d'arc@xn--mnchen-3ya.example",
    'a@b-c.example',
    `${'a'.repeat(64)}@northwind.example`,
  ]) {
    it(`may be ${address}`, () => {
      assert.deepEqual(findings(channel(address)), []);
    });
  }

  const plain = 'Write an address such as security@northwind.example.';
  const table: [string, string][] = [
    ['security', plain],
    ['security@', plain],
    ['@northwind.example', plain],
    ['security@localhost', plain],
    ['security@northwind..example', plain],
    ['.security@northwind.example', plain],
    ['security@northwind.example.', plain],
    ['security@[127.0.0.1]', plain],
    ['security@10.0.0.1', plain],
    ['two words@northwind.example', plain],
    ['a\r\nBcc: b@northwind.example', plain],
    ['a@northwind.example\u0000', plain],
    [`${'a'.repeat(65)}@northwind.example`, plain],
    ['"quoted name"@northwind.example', plain],
    ['Security Team <security@northwind.example>', 'Write security@northwind.example.'],
    [' security@northwind.example ', 'Write security@northwind.example.'],
    ['MAILTO:security@northwind.example', 'Write security@northwind.example.'],
    ['a@northwind.example; b@northwind.example', 'Write each address as an entry of its own.'],
  ];
  for (const [address, hint] of table) {
    it(`may not be ${JSON.stringify(address)}`, () => {
      assert.deepEqual(
        findings(channel(address)).filter((finding) => !finding.startsWith('unprintable')),
        [`bad_address: ${hint}`],
      );
    });
  }

  it('are looked at in a moment, however long they are', () => {
    for (const address of [`${'a.'.repeat(100_000)}@`, `a@${'b.'.repeat(100_000)}`, '<'.repeat(200_000)]) {
      assert.match(findings(channel(address)).join(), /bad_address/);
    }
  });
});

describe('the channel that a rule tells', () => {
  const rules: PolicyDocument['rules'] = [
    { name: 'Told', when: { attribute: 'title', present: true }, then: { notify: 'security' } },
  ];
  const notifications = { security: { send: 'at_once' as const } };

  it('may be one of the default policy', () => {
    const own =
      'rules: [{ name: Own, when: { attribute: title, present: true }, then: { notify: security } }]';
    assert.deepEqual(findings(own, { notifications }), []);
    assert.match(findings(own).join(), /unknown_channel/);
  });

  it('of the default policy has to be among those that the tenant writes instead', () => {
    const common = { rules, notifications };
    assert.deepEqual(findings('', common), []);
    assert.deepEqual(findings('notifications: { security: { send: daily } }', common), []);
    assert.deepEqual(findings('notifications: { it: { on: [guard_held], send: daily } }', common), [
      'unknown_channel: Add the channel, or write rules of your own.',
    ]);
    assert.deepEqual(
      findings('rules: []\nnotifications: { it: { on: [guard_held], send: daily } }', common),
      [],
    );
  });

  it('is no use for a retired rule', () => {
    const retired =
      'rules: [{ name: R, status: retired, when: { attribute: title, present: true }, then: { notify: it } }]';
    assert.deepEqual(findings(retired), []);
    assert.match(findings(`${retired}\nnotifications: { it: { send: daily } }`).join(), /^unused_channel: /);
  });
});
