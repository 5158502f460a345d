import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { demoPolicy } from '../../../src/cli/demo/demo-policy.ts';
import { compareAccounts, expectedAccounts } from '../../../src/cli/demo/expected-accounts.ts';
import { seededRandom } from '../../../src/cli/demo/seeded-random.ts';
import { createSimulatedDirectory } from '../../../src/cli/demo/simulated-directory.ts';
import { FEWEST_PEOPLE, planWorkingDay } from '../../../src/cli/demo/working-day.ts';
import type { User } from '../../../src/generated/api.ts';
import { normalizeWorkosEvent } from '../../../src/sources/workos/normalize.ts';

const STARTS = new Date('2026-03-01T08:00:00.000Z');
const RECEIVED = new Date('2026-03-01T18:00:00.000Z');

function plan(seed: number, people = 200) {
  const directory = createSimulatedDirectory({ seed, startsAt: STARTS });
  return {
    directory,
    day: planWorkingDay(directory, seededRandom(seed), { people, domain: 'acme.example' }),
  };
}

describe('a simulated working day', () => {
  it('is the same day for the same seed', () => {
    assert.deepEqual(plan(7).day, plan(7).day);
    assert.notDeepEqual(plan(7).day, plan(8).day);
  });

  for (const people of [FEWEST_PEOPLE, 31, 77, 200, 1000]) {
    it(`employs ${people} people, whatever the seed`, () => {
      for (let seed = 0; seed < 20; seed += 1) {
        const { directory } = plan(seed, people);
        assert.equal(directory.people.length, people, `seed ${seed}`);
      }
    });
  }

  it('delivers one event several times, and one burst in no order', () => {
    const { day } = plan(3);
    const isSorted = (ids: string[]) => ids.every((id, index) => index === 0 || id >= (ids[index - 1] ?? ''));
    const unsorted = day.scenes.filter(({ deliveries }) => !isSorted(deliveries.map(({ id }) => id)));
    assert.deepEqual(
      unsorted.map(({ title }) => title),
      ['A burst, out of order'],
    );
    const repeated = day.scenes.filter(
      ({ deliveries }) => new Set(deliveries.map(({ id }) => id)).size < deliveries.length,
    );
    assert.deepEqual(
      repeated.map(({ title }) => title),
      ['The same delivery three times'],
    );
  });

  it('tells nothing that the directory does not hold in the end', () => {
    for (const seed of [1, 2, 3]) {
      const { directory, day } = plan(seed);
      const news = new Map(
        day.scenes
          .flatMap(({ deliveries }) => deliveries)
          .map((delivery) => normalizeWorkosEvent(delivery, Buffer.from(delivery.id), RECEIVED).event)
          .map((event) => [event.id, event]),
      );
      const state = new Map<string, string>();
      const members = new Map<string, boolean>();
      for (const { news: what } of [...news.values()].sort((a, b) =>
        `${a.occurredAt} ${a.id}` < `${b.occurredAt} ${b.id}` ? -1 : 1,
      )) {
        if (what.kind === 'user_seen')
          state.set(what.person.externalId ?? '', what.active ? 'active' : 'inactive');
        else if (what.kind === 'user_gone') {
          state.set(what.person.externalId ?? '', 'deleted');
          // Whoever is removed is in no group any more, also after a return.
          for (const membership of [...members.keys()]) {
            if (membership.startsWith(`${what.person.externalId ?? ''} `)) members.delete(membership);
          }
        } else if (what.kind === 'joined' || what.kind === 'left') {
          members.set(`${what.person.externalId ?? ''} ${what.group.sourceId}`, what.kind === 'joined');
        } else assert.notEqual(what.kind, 'malformed');
      }
      assert.deepEqual(state, new Map(directory.people.map(({ idpId, state: now }) => [idpId, now])));
      for (const person of directory.people.filter(({ state: now }) => now === 'active')) {
        for (const group of directory.groups.filter(({ isDeleted }) => !isDeleted)) {
          const isMember = members.get(`${person.idpId} ${group.id}`) ?? false;
          assert.equal(
            directory.members(group).includes(person),
            isMember,
            `${person.email} in ${group.name}`,
          );
        }
      }
    }
  });

  it('carries its secret in two attributes of one person', () => {
    const { day } = plan(5);
    const carriers = day.scenes.flatMap(({ deliveries }) =>
      deliveries.filter((delivery) => JSON.stringify(delivery).includes(day.secret)),
    );
    assert.equal(
      new Set(carriers.map(({ data }) => (data['user'] as { id?: string } | undefined)?.id ?? data['id']))
        .size,
      1,
    );
    assert.match(day.secret, /^\d{3}-\d{2}-\d{4}$/);
    for (const { says } of day.scenes) assert.ok(!says.includes(day.secret));
  });

  it('has a policy that the schema accepts', () => {
    const { day } = plan(1);
    const schema = JSON.parse(
      readFileSync(new URL('../../../schemas/policy.schema.json', import.meta.url), 'utf8'),
    ) as object;
    const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);
    const policy = parse(demoPolicy('demo-1', 'acme.example', day.groups)) as object;
    assert.ok(validate(policy), JSON.stringify(validate.errors));
    assert.ok(!validate({ ...policy, grups: {} }));
  });
});

describe('the accounts that should be there after the day', () => {
  const { directory, day } = plan(11);
  const expected = expectedAccounts(directory, day);
  const rightUsers = (): User[] =>
    expected.flatMap(({ externalId, account }) =>
      account === null
        ? []
        : [
            {
              id: externalId,
              external_id: externalId,
              email: account.email ?? null,
              display_name: null,
              given_name: null,
              family_name: null,
              status: account.status,
              role: account.role ?? null,
              role_origin: null,
              workspaces: (account.workspaces ?? []).map((key) => ({ key, role: 'member' })),
              attributes: {},
              directory_id: null,
              provisioned_at: '',
              deactivated_at: null,
              purge_at: null,
              updated_at: '',
            },
          ],
    );
  const changed = (idpId: string, changes: Partial<User>): User[] =>
    rightUsers().map((user) => (user.external_id === idpId ? { ...user, ...changes } : user));

  it('match when all is right', () => {
    assert.deepEqual(compareAccounts(expected, rightUsers()), []);
    assert.equal(
      rightUsers().filter(({ status, role }) => status === 'active' && role === 'admin').length,
      1,
    );
    assert.ok(rightUsers().some(({ status }) => status === 'deactivated'));
  });

  const stranger = (externalId: string): User => {
    const [user] = rightUsers();
    assert.ok(user);
    return { ...user, external_id: externalId };
  };

  const hero = day.hero.idpId;
  const wrong: [string, User[]][] = [
    ['an account that is missing', rightUsers().filter(({ external_id }) => external_id !== hero)],
    ['a role that is wrong', changed(hero, { role: 'admin' })],
    ['an address that did not follow', changed(hero, { email: 'old@acme.example' })],
    ['a workspace that was kept', changed(hero, { workspaces: [{ key: 'sales', role: 'member' }] })],
    ['a returner who is still out', changed(hero, { status: 'deactivated' })],
    ['a last admin who was let go', changed(day.lastAdmin.idpId, { status: 'deactivated' })],
    ['an account of the service', [...rightUsers(), stranger(day.serviceAccount.idpId)]],
    ['an account of a stranger', [...rightUsers(), stranger('nobody')]],
  ];
  for (const [what, users] of wrong) {
    it(`differ by ${what}`, () => assert.equal(compareAccounts(expected, users).length, 1));
  }
});
