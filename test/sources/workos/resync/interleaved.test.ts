import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { WorkosEvent } from '../../../../src/cli/demo/workos-payload.ts';
import { activeAccounts } from '../../../support/accounts.ts';
import { openResyncDesk, type Connected, type ResyncDesk } from '../../../support/resync-desk.ts';

const policy = `
identity: { match_by: [external_id], existing_accounts: link }
filters: { include: [{ name: Everyone, all: [{ attribute: email, present: true }] }] }
groups:
  match_by: name
  default_role: viewer
  settle: 0s
  map: [{ name: admins, role: admin }, { name: editors, role: member }]
sole_admin: { action: allow }
guards: { deactivations: { percent: 50, at_least: 1000, within: 1h } }
`;

/** What happens in the directory, to whom, when, and what becomes of the news of it. */
interface Deed {
  kind: 'hire' | 'update' | 'deactivate' | 'remove' | 'comeBack' | 'join' | 'leave' | 'rename' | 'delete';
  person: number;
  group: number;
  /** Before reading begins, or just before an answer to it. */
  at: 'before' | number;
  news: 'at once' | 'twice' | 'late' | 'never';
}

const kinds = [
  'hire',
  'update',
  'deactivate',
  'remove',
  'comeBack',
  'join',
  'leave',
  'rename',
  'delete',
] as const;
const deed = fc
  .record({
    kind: fc.constantFrom<Deed['kind']>(...kinds, 'join', 'leave', 'join', 'leave'),
    person: fc.nat(2),
    group: fc.nat(1),
    at: fc.oneof(fc.constant('before' as const), fc.nat(6)),
    news: fc.constantFrom<Deed['news']>('at once', 'twice', 'late', 'never'),
  })
  // What is never told while it is read may be found by the next resync only.
  .filter(({ at, news }) => at === 'before' || news !== 'never');

describe('A resync while events arrive', () => {
  let desk: ResyncDesk;

  before(async () => {
    desk = await openResyncDesk();
    desk.fake.webhooks.url = null;
  });
  after(() => desk.stop());

  function perform({ directory: { idp } }: Connected, { kind, person, group }: Deed): WorkosEvent[] {
    const who = idp.people[person];
    const which = idp.groups[group];
    if (kind === 'hire') {
      const name = `n${idp.people.length}`;
      return idp.hire({ email: `${name}@example.com`, firstName: name, lastName: 'X', attributes: {} })
        .events;
    }
    if (kind === 'rename' || kind === 'delete') {
      // The first one stays what it is.
      if (group === 0 || which === undefined || which.isDeleted) return [];
      return kind === 'delete'
        ? idp.deleteGroup(which)
        : idp.renameGroup(which, which.name === 'editors' ? 'crew' : 'editors');
    }
    if (who === undefined) return [];
    const isGone = who.state === 'deleted';
    if (kind === 'comeBack') return who.state === 'active' ? [] : idp.comeBack(who);
    if (isGone) return [];
    if (kind === 'update') return idp.update(who, { lastName: `${who.lastName}x` });
    if (kind === 'deactivate') return who.state === 'active' ? idp.deactivate(who) : [];
    if (kind === 'remove') return idp.remove(who);
    if (which === undefined || which.isDeleted) return [];
    const isIn = idp.members(which).includes(who);
    if (kind === 'join') return isIn ? [] : idp.join(who, which);
    return isIn ? idp.leave(who, which) : [];
  }

  function expected({ directory: { idp } }: Connected) {
    return idp.people
      .filter(({ state }) => state === 'active')
      .map((person) => {
        const groups = idp.groupsOf(person).map(({ name }) => name);
        const role = groups.includes('admins') ? 'admin' : groups.includes('editors') ? 'member' : 'viewer';
        return `${person.idpId} ${person.lastName} ${role}`;
      })
      .sort();
  }

  const actual = async ({ tenantId }: Connected) =>
    (await activeAccounts(desk.rollcall.database, tenantId))
      .map(({ external_id, display_name, role }) => `${external_id} ${display_name?.split(' ')[1]} ${role}`)
      .sort();

  it('ends in what the directory holds, whenever and in whatever order they come', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(deed, { minLength: 5, maxLength: 40 }),
        fc.infiniteStream(fc.nat()),
        async (deeds, order) => {
          const acme = await desk.connect(policy);
          acme.group('admins');
          acme.group('editors');
          acme.hire(3);
          const late: WorkosEvent[] = [];
          const play = async (one: Deed): Promise<void> => {
            for (const event of perform(acme, one)) {
              if (one.news === 'late') late.push(event);
              if (one.news === 'at once' || one.news === 'twice') await desk.rollcall.post(event);
              if (one.news === 'twice') await desk.rollcall.post(event);
            }
          };
          for (const one of deeds.filter(({ at }) => at === 'before')) await play(one);
          await desk.rollcall.drain();
          let answers = 0;
          desk.fake.beforeAnswer = async () => {
            const now = answers;
            answers += 1;
            acme.directory.catchUp();
            for (const one of deeds.filter(({ at }) => at === now)) await play(one);
            if (now % 2 === 0) await desk.rollcall.drain();
          };
          const { phase, fault } = await desk.resync(acme);
          desk.fake.beforeAnswer = null;
          assert.deepEqual([phase, fault], ['done', null]);
          // Some moments may not have come.
          for (const one of deeds.filter(({ at }) => typeof at === 'number' && at >= answers))
            await play(one);
          const shuffled = late
            .map((event) => ({ event, key: order.next().value as number }))
            .sort((a, b) => a.key - b.key);
          for (const { event } of shuffled) await desk.rollcall.post(event);
          await desk.rollcall.drain();
          assert.deepEqual(await actual(acme), expected(acme));
        },
      ),
      { numRuns: Number(process.env['RESYNC_RUNS'] ?? 12) },
    );
  });
});
