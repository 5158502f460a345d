import assert from 'node:assert/strict';
import type { PolicyDocument } from '../../../src/generated/policy.ts';
import { parsePolicy } from '../../../src/policy/parse.ts';
import { shippedContext } from '../shipped-context.ts';

function codes(yaml: string, common: Partial<PolicyDocument>): string[] {
  const { catalog, defaultDocument } = shippedContext();
  const context = { catalog, defaultDocument: { ...defaultDocument, ...common } };
  const text = `version: rollcall/v1\ntenant: acme\n${yaml}\n`;
  return parsePolicy(text, 'acme.policy.yaml', context).diagnostics.map(({ code }) => code);
}

describe('guards without a guard', () => {
  const guards: PolicyDocument['guards'] = { admin_grants: { count: 5, within: '24h' } };

  it('are how a tenant does without those of the default policy', () => {
    assert.deepEqual(codes('guards: {}', { guards }), []);
    assert.deepEqual(codes('guards: { approvers: [operator] }', { guards }), ['guards_without_guard']);
  });

  it('are worth a warning where there are none to do without', () => {
    assert.deepEqual(codes('guards: {}', {}), ['guards_without_guard']);
  });
});

describe('the guard of emptied groups', () => {
  const emptied = 'guards: { emptied_group: { had_at_least: 10 } }';
  const mapped: PolicyDocument['groups'] = { default_role: 'member', map: [{ id: 'g', role: 'viewer' }] };

  it('needs groups that mean something, of the tenant or of the default policy', () => {
    assert.deepEqual(codes(emptied, {}), ['unused_key']);
    assert.deepEqual(codes(emptied, { groups: mapped }), []);
    assert.deepEqual(codes(`groups: { default_role: member }\n${emptied}`, { groups: mapped }), [
      'unused_key',
    ]);
  });
});
