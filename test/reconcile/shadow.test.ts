import assert from 'node:assert/strict';
import type { PersonFacts } from '../../src/domain/decision.ts';
import type { PolicyDocument } from '../../src/generated/policy.ts';
import { decide } from '../../src/policy/decide.ts';
import { differenceOf } from '../../src/reconcile/shadow.ts';
import { account, ADMINS, bare, ENGINEERING, person } from '../policy/policy-fixture.ts';

type Sections = Partial<PolicyDocument>;
const MAP = { id: '00g1', name: 'saas-admins', role: 'admin' };
const WORKSPACE = { id: '00g3', name: 'engineering', workspaces: [{ key: 'engineering', role: 'member' }] };

async function compare(now: Sections, proposed: Sections, facts: Partial<PersonFacts> = {}) {
  const about = person(facts);
  const [before, after] = await Promise.all([decide(bare(now), about), decide(bare(proposed), about)]);
  return differenceOf(before, after, about.account);
}

describe('differenceOf', () => {
  it('finds none between a policy and itself, nor where only what is told or said differs', async () => {
    const rules = (name: string, notify: string): Sections => ({
      rules: [{ name, when: { attribute: 'email', present: true }, then: { notify } }],
    });
    assert.equal(await compare({}, {}), null);
    assert.equal(await compare(rules('a', 'security'), rules('b', 'support')), null);
  });

  for (const [what, now, proposed, facts, effect, cause] of [
    [
      'a new mapping',
      {},
      { groups: { default_role: 'member', map: [MAP] } },
      { groups: [ADMINS] },
      'role',
      { in: 'proposed', at: '/groups/map/0' },
    ],
    [
      'a mapping that is gone',
      { groups: { default_role: 'no_access', map: [MAP] } },
      { groups: { default_role: 'no_access' } },
      { groups: [ADMINS], account: account() },
      'loses_access',
      { in: 'proposed', at: '/groups/default_role' },
    ],
    [
      'a new filter',
      {},
      { filters: { exclude: [{ name: 'All', attribute: 'email', present: true }] } },
      { account: account() },
      'loses_access',
      { in: 'proposed', at: '/filters/exclude/0' },
    ],
    [
      'a filter that is gone',
      { filters: { exclude: [{ name: 'All', attribute: 'email', present: true }] } },
      {},
      {},
      'gains_access',
      { in: 'now', at: '/filters/exclude/0' },
    ],
    [
      'a filter that would leave people alone',
      { filters: { exclude: [{ name: 'All', attribute: 'email', present: true }] } },
      {
        filters: {
          exclude: [{ name: 'All', attribute: 'email', present: true }],
          out_of_scope: 'leave_alone',
        },
      },
      { account: account() },
      'left_alone',
      null,
    ],
    [
      'a rule that is gone',
      {
        groups: { default_role: 'member', map: [MAP] },
        rules: [{ name: 'Cap', when: { fact: 'role', equals: 'admin' }, then: { cap_role: 'viewer' } }],
      },
      { groups: { default_role: 'member', map: [MAP] } },
      { groups: [ADMINS] },
      'role',
      { in: 'now', at: '/rules/0' },
    ],
    [
      'another workspace',
      { groups: { default_role: 'member' } },
      { groups: { default_role: 'member', map: [WORKSPACE] } },
      { groups: [ENGINEERING] },
      'workspaces',
      { in: 'proposed', at: '/groups/map/0' },
    ],
    [
      'an attribute',
      {},
      { attributes: { map: { title: { from: 'title' } } } },
      {},
      'attributes',
      { in: 'proposed', at: '/attributes/map/title' },
    ],
    [
      'another mode of leaving',
      { deactivation: { mode: 'immediate' } },
      { deactivation: { mode: 'read_only', read_only: { for: '14d' } } },
      { activeInDirectory: false, account: account() },
      'leaving',
      { in: 'proposed', at: '/deactivation/read_only/for' },
    ],
    [
      'what is revoked',
      {},
      { deactivation: { revoke: ['sessions'] } },
      { activeInDirectory: false, account: account() },
      'leaving',
      { in: 'proposed', at: '/deactivation/revoke' },
    ],
    [
      'groups that nobody decides between',
      { groups: { default_role: 'member', map: [MAP, { ...MAP, id: 'g-2', role: 'member' }] } },
      {
        groups: {
          default_role: 'member',
          precedence: 'hold',
          map: [MAP, { ...MAP, id: 'g-2', role: 'member' }],
        },
      },
      { groups: [ADMINS, { sourceId: 'g-2', externalId: null, name: 'two' }] },
      'undecided',
      { in: 'proposed', at: '/groups/precedence' },
    ],
  ] as [string, Sections, Sections, Partial<PersonFacts>, string, unknown][]) {
    it(`names the place that makes the difference: ${what}`, async () => {
      const difference = await compare(now, proposed, facts);
      assert.equal(difference?.effect, effect);
      if (cause !== null) assert.deepEqual(difference.cause, cause);
      assert.equal(await compare(proposed, proposed, facts), null);
    });
  }

  it('says what differs, and no value of the person', async () => {
    const difference = await compare(
      { attributes: { map: { title: { from: 'title' } } } },
      {
        groups: { default_role: 'viewer', map: [WORKSPACE] },
        attributes: { map: { title: { from: 'displayName' } } },
      },
      { groups: [ENGINEERING] },
    );
    assert.deepEqual(difference?.differs, {
      role: { now: 'member', proposed: 'viewer' },
      workspaces: [{ key: 'engineering', now: null, proposed: 'member' }],
      attributes: ['title'],
    });
    assert.doesNotMatch(JSON.stringify(difference), /Ada|Engineer/);
  });

  it('is nothing where there is no account, and both decisions give none', async () => {
    const gone = { activeInDirectory: false };
    const leaves: Sections = { deactivation: { mode: 'read_only', read_only: { for: '14d' } } };
    assert.equal(await compare({}, leaves, gone), null);
    assert.equal(await compare({}, leaves, { ...gone, account: account({ status: 'purged' }) }), null);
    assert.notEqual(await compare({}, leaves, { ...gone, account: account() }), null);
  });

  it('is of who has left only when their data go', async () => {
    const left = { activeInDirectory: false, account: account({ status: 'deactivated' }) };
    assert.equal(await compare({}, { deactivation: { revoke: [] } }, left), null);
    const difference = await compare({}, { deactivation: { retain_data: '30d' } }, left);
    assert.deepEqual(difference?.differs.leaving?.proposed.purgeAfterMs, 30 * 86_400_000);
  });
});
