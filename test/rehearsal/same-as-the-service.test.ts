import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { SimulatedPerson, WorkosEvent } from '../../src/cli/demo/workos-payload.ts';
import { durationMs } from '../../src/domain/duration.ts';
import type { TestEvent, TestPerson } from '../../src/generated/policy-test.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { createBench } from '../../src/rehearsal/bench.ts';
import { playEvent } from '../../src/rehearsal/play-event.ts';
import { setStage } from '../../src/rehearsal/set-stage.ts';
import { accountOf, openHoldOf, type Stage } from '../../src/rehearsal/stage.ts';
import { shippedContext } from '../policy/shipped-context.ts';
import { foundCompany, type Company } from '../support/company.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';
import { seenTimers } from '../support/timer-rows.ts';

const DAY_MS = 86_400_000;

const policy = (soleAdmin: string, guards: string): string => `
groups:
  match_by: name
  default_role: viewer
  never_grant: [owner]
  manual_roles: keep
  settle: 10s
  map:
    - { name: admins, role: admin }
    - { name: members, role: member, workspaces: [{ key: office, role: member }] }
rules:
  - name: Contractors never administer
    when: { all: [{ attribute: employee_type, equals: contractor }, { fact: role, equals: admin }] }
    then: { cap_role: member }
deactivation:
  mode: immediate
  read_only: { for: 1d }
  exceptions:
    - { name: Contractors read on, when: { attribute: employee_type, equals: contractor }, mode: read_only }
  retain_data: 2d
sole_admin: ${soleAdmin}
${guards}`;

const promote =
  'promote: { from: [member], pick: longest_tenured, unless: { attribute: employee_type, equals: contractor } }';
const policies = [
  policy('{ action: block }', ''),
  policy(`{ action: promote, ${promote} }`, ''),
  policy(`{ action: block, if_unanswered: { after: 3h, action: promote }, ${promote} }`, ''),
  policy(
    '{ action: block }',
    `guards:
  deactivations: { percent: 1, at_least: 3, within: 1h }
  admin_grants: { count: 1, within: 24h }
  emptied_group: { had_at_least: 2 }
  unanswered: { after: 2h, action: reject }
`,
  ),
];

const NAMES = ['ada', 'tom', 'ben', 'cy'] as const;
const GROUPS: Readonly<Record<(typeof NAMES)[number], string[]>> = {
  ada: ['admins'],
  tom: ['members'],
  ben: ['members'],
  cy: [],
};

/** One of them, or several at once. */
const who = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<string[]>(...NAMES.map((name) => [name])) },
  { weight: 1, arbitrary: fc.constantFrom<string[][]>(['tom', 'ben'], ['tom', 'ben', 'cy'], [...NAMES]) },
);
const group = fc.constantFrom('admins', 'members', 'members', 'unmapped');
const event: fc.Arbitrary<TestEvent> = fc.oneof(
  // What the guards are about, which chance alone brings too seldom.
  {
    weight: 4,
    arbitrary: fc.constantFrom<TestEvent[]>(
      { who: ['tom', 'ben'], left: 'members' },
      { who: ['tom', 'ben'], left: 'members' },
      { who: ['ben', 'cy'], joined: 'admins' },
      { who: [...NAMES], is: 'deactivated' },
    ),
  },
  { weight: 4, arbitrary: fc.record({ who, joined: group }) },
  { weight: 4, arbitrary: fc.record({ who, left: group }) },
  {
    weight: 4,
    arbitrary: fc.record({ who, is: fc.constantFrom('deactivated' as const, 'reactivated' as const) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      after: fc.constantFrom('5s', '10s', '10s', '30m', '61m', '3h', '3h', '25h', '3d'),
    }),
  },
);

const context = shippedContext();

describe('a rehearsal and the service', function () {
  this.timeout(180_000);
  let rollcall: TestRollcall;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());

  it('make the same of whatever happens to several people', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...policies, ...policies.slice(-1)),
        fc.array(event, { minLength: 3, maxLength: 12 }),
        async (yaml, events) => {
          const stage = await rehearse(yaml);
          const real = await startCompany(rollcall, yaml);
          for (const each of [null, ...events]) {
            if (each !== null) {
              await playEvent(stage, each);
              await tell(real, each);
            }
            assert.deepEqual(standingOf(stage), await standingIn(real), `after ${JSON.stringify(each)}`);
          }
        },
      ),
      { numRuns: 25 },
    );
  });
});

async function rehearse(yaml: string): Promise<Stage> {
  const { effective, diagnostics } = parsePolicy(
    `version: rollcall/v1\ntenant: acme\n${yaml}`,
    'acme.policy.yaml',
    context,
  );
  assert.ok(effective, JSON.stringify(diagnostics));
  const cast = NAMES.map((name): [string, TestPerson] => [
    name,
    {
      userType: name === 'tom' ? 'contractor' : 'employee',
      emails: [{ value: `${name}@acme.com` }],
      groups: GROUPS[name],
    },
  ]);
  return setStage(createBench(effective, context.catalog), cast, 0);
}

interface Real {
  company: Company;
  people: Map<string, SimulatedPerson>;
}

/** The same people, each a day after the one before, long enough ago for every window. */
async function startCompany(rollcall: TestRollcall, yaml: string): Promise<Real> {
  const company = await foundCompany(rollcall, yaml);
  // The simulated directory begins days ago; what was left lately is looked at by its clock.
  company.idp.passTime(5 * DAY_MS - durationMs('2h'));
  for (const name of ['admins', 'members', 'unmapped']) await company.group(name);
  const people = new Map<string, SimulatedPerson>();
  for (const name of NAMES) {
    const attributes = { employee_type: name === 'tom' ? 'contractor' : 'employee' };
    people.set(name, await company.hire(name, { groups: GROUPS[name], attributes }));
    await pass({ company, people }, DAY_MS);
  }
  return { company, people };
}

async function tell(real: Real, event: TestEvent): Promise<void> {
  const { idp } = real.company;
  if (typeof event === 'string' || 'renamed' in event) throw new Error('not in this test');
  if ('after' in event) return pass(real, durationMs(event.after));
  const people = [event.who ?? []].flat().flatMap((name) => real.people.get(name) ?? []);
  await real.company.tell(people.flatMap((person) => newsOf(idp, person, event)));
}

function newsOf(
  idp: Company['idp'],
  person: SimulatedPerson,
  event: Exclude<TestEvent, string | { after: string } | { renamed: string }>,
): WorkosEvent[] {
  if ('is' in event) return event.is === 'reactivated' ? idp.comeBack(person) : idp.deactivate(person);
  const name = 'joined' in event ? event.joined : 'left' in event ? event.left : '';
  const known = idp.groups.find((each) => each.name === name);
  assert.ok(known);
  // A directory does not say again what it has said.
  if (idp.groupsOf(person).includes(known) === 'joined' in event) return [];
  return 'joined' in event ? idp.join(person, known) : idp.leave(person, known);
}

/** Time passes, from one moment at which something is due to the next. */
async function pass({ company }: Real, ms: number): Promise<void> {
  const { clock, database } = company.rollcall;
  const until = clock.now().getTime() + ms;
  company.idp.passTime(ms);
  for (;;) {
    const due = (await seenTimers(database, company.tenantId)).map((timer) =>
      Date.parse(timer.split(' ')[1] ?? ''),
    );
    const next = Math.min(until, ...due.filter((at) => at > clock.now().getTime()));
    clock.advance(next - clock.now().getTime());
    await company.rollcall.drain();
    if (next === until) return;
  }
}

function standingOf(stage: Stage): string[] {
  return [...stage.people.values()].map((person) => {
    const account = accountOf(stage, person);
    return line(person.name, account, openHoldOf(stage, person.row.id)?.kind);
  });
}

async function standingIn({ company, people }: Real): Promise<string[]> {
  const users = await company.users();
  const held = await company.rollcall.database.inTenant(company.tenantId, async (trx) => {
    const { rows } = await trx.raw<{ rows: { external_id: string; kind: string }[] }>(
      `select u.external_id, h.kind
         from held_people p
         join holds h on h.tenant_id = p.tenant_id and h.id = p.hold_id
         join directory_users u on u.tenant_id = p.tenant_id and u.id = p.directory_user_id
        where p.tenant_id = ? and p.status = 'open'`,
      [company.tenantId],
    );
    return new Map(rows.map(({ external_id, kind }) => [external_id, kind]));
  });
  return [...people].map(([name, { idpId }]) => {
    const user = users.find(({ external_id }) => external_id === idpId) ?? null;
    return line(name, user, held.get(idpId));
  });
}

interface Standing {
  status: string;
  role: string | null;
  workspaces: { key: string; role: string }[];
}

/** One person in a line. Of whom everything was purged nothing can be found in the service. */
function line(name: string, account: Standing | null, heldBy = 'nothing'): string {
  if (account === null || account.status === 'purged') return `${name}: none, held by ${heldBy}`;
  const workspaces = account.workspaces.map(({ key, role }) => `${key} as ${role}`).join(', ');
  return `${name}: ${account.status} ${account.role ?? 'none'} [${workspaces}], held by ${heldBy}`;
}
