import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { PolicyBacktest, PolicyBacktestRequest } from '../../../src/generated/api.ts';
import { backtestPolicy } from '../../../src/tenancy/policy-backtest/backtest-policy.ts';
import { activateYaml } from '../../support/activate-yaml.ts';
import { seenAccounts } from '../../support/accounts.ts';
import { randomPolicy } from '../../support/random-policy.ts';
import { startRollcall, type TestRollcall } from '../../support/rollcall.ts';
import { passTime, tell, toldHistory, type TellTo, type ToldHistory } from '../../support/told-history.ts';

/** Somebody may read for two weeks, and is deactivated when these are over. */
const readOnly: [ToldHistory, string] = [
  {
    steps: [
      { do: 'hire', contractor: false },
      { do: 'hire', contractor: true },
      { do: 'deactivate', person: 0 },
    ],
    seed: 1,
    pauses: [
      { events: 4, hours: 1, byHand: { do: 'register', who: 1 } },
      { events: 9, hours: 1, byHand: { do: 'role', who: 1, role: 'viewer' } },
      { events: 1, hours: 24 * 16, byHand: { do: 'nothing' } },
    ],
  },
  `
groups: { match_by: name, default_role: member, manual_roles: keep, map: [ { name: admins, role: admin } ] }
deactivation: { mode: read_only, read_only: { for: 14d } }
`,
];

/** Somebody whom the policy denied access gets a new account by the other one, at once: they had one before. */
const startsFresh: [ToldHistory, string, string] = [
  {
    steps: [
      { do: 'hire', contractor: false },
      { do: 'retitle', person: 0, title: 'Robot' },
    ],
    seed: 0,
    // What is told together is decided together: they had access before they were denied it.
    pauses: [
      { events: 1, hours: 1, byHand: { do: 'nothing' } },
      { events: 1, hours: 1, byHand: { do: 'nothing' } },
      { events: 1, hours: 1, byHand: { do: 'nothing' } },
      { events: 1, hours: 1, byHand: { do: 'nothing' } },
    ],
  },
  `
groups: { match_by: name, default_role: member }
rules:
  - { name: Robots stay out, when: { attribute: title, equals: Robot }, then: { deny: true } }
deactivation: { mode: immediate, retain_data: forever }
`,
  `
groups: { match_by: name, default_role: member }
deactivation: { mode: grace, grace: { delete_after: 30d }, if_reactivated: start_fresh }
`,
];

/** Who is promoted has the address of somebody who is registered afterwards. */
const sameAddress: [ToldHistory, string, string] = [
  {
    steps: [],
    seed: 1,
    pauses: [
      { events: 3, hours: 1, byHand: { do: 'register', who: 3 } },
      { events: 1, hours: 1, byHand: { do: 'register', who: 3 } },
    ],
  },
  'groups: { match_by: name, default_role: member, map: [ { name: admins, role: admin } ] }',
  `
groups: { match_by: name, default_role: member, map: [ { name: admins, role: viewer } ] }
sole_admin: { action: promote, promote: { from: [member], pick: longest_tenured } }
`,
];

describe('A backtest of random histories', function () {
  this.timeout(180_000);
  let rollcall: TestRollcall;
  let count = 0;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());

  async function found(policy: string): Promise<TellTo> {
    count += 1;
    const slug = `t${count}`;
    const tenant = { slug, ...(await rollcall.createTenant(slug, `directory_${count}`, policy)) };
    rollcall.clock.advance(60_000);
    return tenant;
  }

  const yamlOf = ({ slug }: TellTo, policy: string): string =>
    `version: rollcall/v1\ntenant: ${slug}\n${policy}`;

  function backtest(
    { slug, tenantId }: TellTo,
    request: Omit<PolicyBacktestRequest, 'people'>,
  ): Promise<PolicyBacktest> {
    return backtestPolicy(rollcall.service.tenancy, { id: tenantId, slug }, { people: 1_000, ...request });
  }

  it('finds no difference under the policy that was in force, and reproduces what is recorded', async () => {
    let [byHand, timers, people] = [0, 0, 0];
    await fc.assert(
      fc.asyncProperty(toldHistory(true), randomPolicy, async (history, policy) => {
        const tenant = await found(policy);
        let since = '';
        await tell(rollcall, [tenant], history, () => {
          since = rollcall.clock.now().toISOString();
          return Promise.resolve();
        });
        const result = await backtest(tenant, { yaml: yamlOf(tenant, policy), since });
        assert.equal(result.outcome, 'nothing', JSON.stringify(result.groups, null, 1));
        assert.deepEqual(result.people, { differ: 0, differ_still: 0 });
        assert.equal(result.violations.as_it_was, 0, JSON.stringify(result.violations));
        if (result.replayed.emptied + result.replayed.unknown + result.replayed.not_repeated === 0) {
          assert.deepEqual(result.as_recorded.named, []);
          people += result.as_recorded.people;
        }
        byHand += result.replayed.by_hand;
        timers += result.replayed.timers;
      }),
      { numRuns: 10, endOnFailure: true, examples: [readOnly] },
    );
    assert.ok(
      byHand > 0 && timers > 0 && people > 0,
      `by hand ${byHand}, timers ${timers}, people ${people}`,
    );
  });

  it('says of each person what really became of them in a tenant that went over to the policy then', async () => {
    let differing = 0;
    await fc.assert(
      fc.asyncProperty(toldHistory(false), randomPolicy, randomPolicy, async (history, first, second) => {
        const [stays, goesOver] = [await found(first), await found(first)];
        let since = '';
        const isAlike = await tell(rollcall, [stays, goesOver], history, async () => {
          since = rollcall.clock.now().toISOString();
          await activateYaml({ rollcall, ...goesOver }, second);
          await passTime(rollcall, [goesOver], 0);
        });
        const result = await backtest(stays, { yaml: yamlOf(stays, second), since });
        // What one tenant was refused by hand and the other was not is not to be compared.
        if (!isAlike || result.replayed.emptied + result.replayed.unknown > 0) return;
        const now = await standings(stays);
        const then = await standings(goesOver);
        const really = [...new Set([...now.keys(), ...then.keys()])]
          .filter((key) => (now.get(key) ?? 'none') !== (then.get(key) ?? 'none'))
          .map((key) => `${key.split(' ')[0]}: ${now.get(key) ?? 'none'} -> ${then.get(key) ?? 'none'}`);
        const said = result.groups
          .flatMap(({ named }) => named)
          .filter(({ until, was, would }) => until === null && spoken(was) !== spoken(would))
          // As below: of whom a purge left no name, there is none to compare by.
          .filter(({ external_id, email }) => external_id !== null || email !== null)
          // Who started fresh is looked at by their new account; the data of the former one go beside that.
          .filter(({ external_id: key, was, would }) => {
            const [wasPurged, wouldBePurged] = [was.status === 'purged', would.status === 'purged'];
            return !(wasPurged && now.has(key ?? '')) && !(wouldBePurged && then.has(key ?? ''));
          })
          .map(
            ({ external_id, email, was, would }) =>
              `${external_id ?? email}: ${spoken(was)} -> ${spoken(would)}`,
          );
        assert.deepEqual(said.sort(), really.sort());
        differing += said.length;
      }),
      { numRuns: 12, endOnFailure: true, examples: [startsFresh, sameAddress] },
    );
    assert.ok(differing > 0);
  });

  /** By the id in their directory, or else by their address, and which of those who were registered with it. */
  async function standings({ tenantId }: TellTo): Promise<Map<string, string>> {
    const accounts = await seenAccounts(rollcall.database, tenantId);
    const found = new Map<string, string>();
    for (const { external_id: id, email, status, role, workspaces } of accounts) {
      let nth = 1;
      while (id === null && found.has(`${email} ${nth}`)) nth += 1;
      const key = id ?? (email === null ? null : `${email} ${nth}`);
      const sorted = workspaces.map((each) => each.replace(':', ' ')).sort();
      if (key !== null) found.set(key, spoken({ status, role, workspaces: sorted }));
    }
    return found;
  }
});

function spoken(standing: { status: string; role: string | null; workspaces: string[] }): string {
  const { status, role, workspaces } = standing;
  // Whoever is purged has no name any more to be found by.
  if (status === 'purged') return 'none';
  return status === 'active' || status === 'read_only'
    ? `${status} ${role ?? ''} ${workspaces.join()}`
    : status;
}
