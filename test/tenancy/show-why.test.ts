import assert from 'node:assert/strict';
import type { Why } from '../../src/generated/api.ts';
import { foundCompany, type Company } from '../support/company.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';
import { newGroup, newUser, patchOf, scimTenant } from '../support/scim-client.ts';

const policy = `
groups:
  match_by: name
  default_role: member
  settle: 10m
  map:
    - { name: admins, role: admin }
    - { name: staff, role: member }
`;
const minute = 60_000;
const day = 24 * 60 * minute;

describe('why, beside the account that it explains', () => {
  let rollcall: TestRollcall;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());

  const ask = (company: Pick<Company, 'api' | 'slug'>, id: string, query = ''): Promise<Why> =>
    company.api.expect('Why', 'GET', `/tenants/${company.slug}/users/${id}/why${query}`);
  const now = (): string => rollcall.clock.now().toISOString();

  it('tells of a moment of a SCIM directory, whose groups name their members', async () => {
    const scim = await scimTenant(rollcall, { policy });
    const ada = await scim.expect(
      201,
      'POST',
      '/Users',
      newUser('ada@acme.com', { externalId: 'a1', title: 'One' }),
    );
    const other = await scim.expect(201, 'POST', '/Users', newUser('ben@acme.com', { externalId: 'b1' }));
    const group = await scim.expect(201, 'POST', '/Groups', newGroup('admins', [ada.id, other.id]));
    rollcall.clock.advance(minute);
    const member = now();
    const id = (await scim.userOf('a1'))?.id ?? '';
    const live = await ask(scim, id);
    assert.equal(live.decision?.role, 'admin');
    rollcall.clock.advance(minute);
    const leaving = { op: 'remove', path: `members[value eq "${ada.id}"]` };
    await scim.request('PATCH', `/Groups/${group.id}`, patchOf(leaving));
    await scim.request('PATCH', `/Users/${ada.id}`, patchOf({ op: 'replace', path: 'title', value: 'Two' }));
    rollcall.clock.advance(minute);
    assert.equal((await ask(scim, id)).decision?.role, 'member');
    const then = await ask(scim, id, `?at=${member}`);
    assert.deepEqual(
      [then.decision, then.steps, then.attributes, then.groups, then.events, then.user?.role],
      [live.decision, live.steps, live.attributes, live.groups, live.events, 'admin'],
    );
    assert.deepEqual([then.agreement?.agrees, then.caveats], [true, []]);
  });

  it('says that the account is not what is decided, and what lets it through: time', async () => {
    const company = await foundCompany(rollcall, policy);
    await company.hire('root', { groups: ['admins'] });
    const ada = await company.hire('ada', { groups: ['admins'] });
    await company.tell(company.idp.leave(ada, await company.group('admins')));
    const { id, role } = await company.userOf(ada);
    assert.equal(role, 'admin');
    const waiting = now();
    const why = await ask(company, id, '?not=role%3Dmember');
    assert.deepEqual([why.decision?.role, why.agreement?.agrees], ['member', false]);
    assert.match(why.agreement?.says ?? '', /has the role admin, and the decision is member.*groups\.settle/);
    assert.deepEqual([why.why_not?.has, why.why_not?.ways[0]?.changes[0]?.kind], [false, 'wait']);
    rollcall.clock.advance(11 * minute);
    await rollcall.drain();
    const settled = await ask(company, id);
    assert.deepEqual([settled.user?.role, settled.agreement?.agrees], ['member', true]);
    const then = await ask(company, id, `?at=${waiting}`);
    assert.deepEqual(
      [then.user?.role, then.decision?.role, then.agreement?.agrees],
      ['admin', 'member', false],
    );
    assert.match(then.agreement?.says ?? '', /groups\.settle/);
  });

  it('says that it waits in a hold, then too, and how to answer it', async () => {
    const company = await foundCompany(
      rollcall,
      `${policy}identity: { existing_accounts: hold, verified_domains: [acme.com] }\n`,
    );
    const { id } = await company.register({ email: 'ada@acme.com', role: 'viewer' });
    const ada = await company.hire('ada', { groups: ['staff'] });
    const { data } = (
      await company.api.ask('GET', `/tenants/${company.slug}/directory-users?external_id=${ada.idpId}`)
    ).body as { data: { id: string }[] };
    const place = `/tenants/${company.slug}/directory-users/${data[0]?.id ?? ''}/why`;
    const why = await company.api.expect('Why', 'GET', `${place}?not=role%3Dmember`);
    const [hold] = await company.holds('?status=open');
    assert.ok(hold);
    assert.deepEqual([why.user, why.hold?.id, why.decision?.role], [null, hold.id, 'member']);
    assert.deepEqual([why.why_not?.has, why.why_not?.ways[0]?.changes[0]?.kind], [false, 'answer_hold']);
    assert.ok(why.why_not?.says.includes(hold.id));
    const held = now();
    rollcall.clock.advance(minute);
    await company.api.expect('Hold', 'POST', `/tenants/${company.slug}/holds/${hold.id}/approve`, {
      body: {},
    });
    rollcall.clock.advance(minute);
    assert.equal((await company.userOf(ada)).id, id);
    const then = await company.api.expect('Why', 'GET', `${place}?at=${held}`);
    assert.deepEqual([then.hold?.id, then.hold?.status], [hold.id, 'open']);
    assert.deepEqual([then.user, then.decision], [null, why.decision]);
    const account = await ask(company, id, `?at=${held}`);
    assert.deepEqual(
      [account.user?.role, account.user?.role_origin, account.person],
      ['viewer', 'manual', null],
    );
  });

  it('says so where the audit log and the recorded events do not agree', async () => {
    const company = await foundCompany(rollcall, policy);
    const ada = await company.hire('ada', { groups: ['staff'] });
    const { id } = await company.userOf(ada);
    const at = now();
    rollcall.clock.advance(minute);
    await rollcall.database.inTenant(company.tenantId, (trx) =>
      trx.raw(
        `update inbox set payload = jsonb_set(payload, '{news,group,name}', '"admins"')
          where tenant_id = ? and payload #> '{news,group,name}' is not null`,
        [company.tenantId],
      ),
    );
    const then = await ask(company, id, `?at=${at}`);
    assert.deepEqual(
      [then.user?.role, then.decision?.role, then.agreement?.agrees],
      ['member', 'admin', false],
    );
    assert.match(then.agreement?.says ?? '', /do not agree/);
  });

  it('says what is not known any more: what was purged, and events that are gone', async () => {
    const company = await foundCompany(
      rollcall,
      `${policy}deactivation: { mode: grace, grace: { delete_after: 30d } }\n`,
    );
    const [ada, ben] = [await company.hire('ada', { groups: ['staff'] }), await company.hire('ben')];
    const [{ id }, other] = [await company.userOf(ada), await company.userOf(ben)];
    const at = now();
    rollcall.clock.advance(minute);
    await rollcall.database.inTenant(company.tenantId, (trx) =>
      trx.raw(`delete from inbox where tenant_id = ? and payload #>> '{news,person,externalId}' = ?`, [
        company.tenantId,
        ben.idpId,
      ]),
    );
    const lost = await ask(company, other.id, `?at=${at}`);
    assert.equal(lost.decision, null);
    assert.match(lost.caveats.join(' '), /an event that the inbox does not have/);
    await company.tell(company.idp.deactivate(ada));
    rollcall.clock.advance(31 * day);
    await rollcall.drain();
    const purged = await ask(company, id, `?at=${at}`);
    assert.match(purged.caveats.join(' '), /A purge removed what the audit records/);
    assert.doesNotMatch(JSON.stringify(purged), /ada@acme\.com/);
  });

  it('knows no moment before there was an account, and none of another tenant', async () => {
    const company = await foundCompany(rollcall, policy);
    const early = now();
    rollcall.clock.advance(minute);
    const ada = await company.hire('ada', { groups: ['staff'] });
    const { id } = await company.userOf(ada);
    const before = await ask(company, id, `?at=${early}`);
    assert.deepEqual(
      [before.user, before.decision, before.last_changes, before.role_record],
      [null, null, [], null],
    );
    const stranger = await foundCompany(rollcall, policy);
    await stranger.api.refused(
      404,
      'not_found',
      'GET',
      `/tenants/${stranger.slug}/users/${id}/why?at=${now()}`,
    );
    const found = await stranger.api.ask(
      'GET',
      `/tenants/${stranger.slug}/directory-users?email=ada@acme.com`,
    );
    assert.deepEqual(found.body, { data: [], next_cursor: null });
  });
});
