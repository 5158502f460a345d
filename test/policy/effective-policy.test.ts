import assert from 'node:assert/strict';
import type { PolicyDocument } from '../../src/generated/policy.ts';
import {
  completeStored,
  mergeWithDefault,
  sectionOrigins,
  type EffectivePolicy,
} from '../../src/policy/effective-policy.ts';
import policySchema from '../../schemas/policy.schema.json' with { type: 'json' };

const NOTHING: PolicyDocument = { version: 'rollcall/v1' };

interface SchemaNode {
  $ref?: string;
  default?: unknown;
  properties?: Record<string, SchemaNode>;
}

/** The `default` that the schema documents for a key of a definition. */
function documentedDefaults(definition: string): Record<string, unknown> {
  const definitions = policySchema.definitions as unknown as Record<string, SchemaNode>;
  const resolved = (node: SchemaNode): SchemaNode => {
    const name = node.$ref?.replace('#/definitions/', '');
    return (name === undefined ? undefined : definitions[name]) ?? node;
  };
  const properties = Object.entries(definitions[definition]?.properties ?? {});
  return Object.fromEntries(
    properties
      .map(([key, node]) => [key, resolved(node).default] as const)
      .filter(([, value]) => value !== undefined),
  );
}

describe('the effective policy', () => {
  it('fills every key with the default that the schema documents', () => {
    const effective = mergeWithDefault({ ...NOTHING, tenant: 'x' }, NOTHING);
    assert.deepEqual(effective.identity, documentedDefaults('identity'));
    assert.deepEqual(effective.filters, documentedDefaults('filters'));
    assert.deepEqual(effective.groups, documentedDefaults('groups'));
    assert.deepEqual(effective.deactivation, documentedDefaults('deactivation'));
    const nothing = { promote: null, if_unanswered: null };
    assert.deepEqual(effective.sole_admin, { ...nothing, ...documentedDefaults('soleAdmin') });
    assert.deepEqual([effective.guards, effective.notifications], [null, {}]);
    assert.deepEqual(effective.attributes.sensitive, documentedDefaults('sensitive'));
  });

  it('takes a section of the tenant whole, and nothing of the same section of the default', () => {
    const common: PolicyDocument = {
      ...NOTHING,
      groups: { default_role: 'member', never_grant: ['owner'], map: [{ id: 'g1', role: 'admin' }] },
    };
    const { groups } = mergeWithDefault({ ...NOTHING, groups: { match_by: 'name' } }, common);
    assert.deepEqual(
      [groups.match_by, groups.default_role, groups.never_grant, groups.map],
      ['name', 'no_access', [], []],
    );
  });

  it('takes a section that the tenant lacks from the default', () => {
    const common: PolicyDocument = { ...NOTHING, groups: { default_role: 'member' }, rules: [] };
    const own: PolicyDocument = { ...NOTHING, tenant: 'x', rules: [] };
    assert.equal(mergeWithDefault(own, common).groups.default_role, 'member');
    const { groups, rules, filters } = sectionOrigins(own, common);
    assert.deepEqual([groups, rules, filters], ['default', 'tenant', 'built_in']);
  });

  it('fills the guards and the channels of notifications that are written', () => {
    const effective = mergeWithDefault(
      {
        ...NOTHING,
        guards: { emptied_group: { had_at_least: 3 } },
        notifications: { it: { send: 'daily' } },
      },
      NOTHING,
    );
    assert.deepEqual(effective.guards, {
      deactivations: null,
      admin_grants: null,
      emptied_group: { had_at_least: 3 },
      unanswered: null,
      ...documentedDefaults('guards'),
    });
    assert.deepEqual(effective.notifications, {
      it: { send: 'daily', ...documentedDefaults('notificationChannel') },
    });
  });

  it('that was stored before a key was in the language means what it meant', () => {
    const today = mergeWithDefault(
      { ...NOTHING, tenant: 'x', groups: { default_role: 'member' }, sole_admin: { revoke_sessions: false } },
      NOTHING,
    );
    const stored = {
      ...structuredClone(today),
      sole_admin: { action: 'block', revoke_sessions: false },
      notifications: null,
    };
    assert.deepEqual(completeStored(stored as unknown as EffectivePolicy), today);
    assert.deepEqual(completeStored(structuredClone(today)), today);
  });

  it('drops passwords even if the policy lists only other names', () => {
    const attributes = { map: {}, sensitive: { drop: ['employeeNumber'] } };
    const { sensitive } = mergeWithDefault({ ...NOTHING, attributes }, NOTHING).attributes;
    assert.deepEqual(sensitive.drop, ['password', 'employeeNumber']);
  });

  it('drops sensitive values also for a tenant that only maps attributes, and none for one that says so', () => {
    const only = mergeWithDefault({ ...NOTHING, attributes: { map: {} } }, NOTHING);
    assert.deepEqual(only.attributes.sensitive.drop_values_like, ['us_ssn', 'credit_card', 'iban']);
    const none = mergeWithDefault(
      { ...NOTHING, attributes: { sensitive: { drop_values_like: [] } } },
      NOTHING,
    );
    assert.deepEqual(none.attributes.sensitive.drop_values_like, []);
  });

  it('keeps mappings and rules as written, with apply and status filled', () => {
    const effective = mergeWithDefault(
      {
        ...NOTHING,
        attributes: { map: { title: { from: 'title' }, locale: { from: 'locale', apply: 'on_create' } } },
        rules: [{ name: 'R', when: { fact: 'role', equals: 'admin' }, then: { deny: true } }],
      },
      NOTHING,
    );
    assert.deepEqual(effective.attributes.map, {
      title: { from: 'title', apply: 'always' },
      locale: { from: 'locale', apply: 'on_create' },
    });
    assert.equal(effective.rules[0]?.status, 'active');
  });
});
