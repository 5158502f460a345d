import assert from 'node:assert/strict';
import type { SimulatedPerson } from '../../src/cli/demo/workos-payload.ts';
import type { Hold, HoldList, HoldPersonList } from '../../src/generated/api.ts';
import { activateYaml } from '../support/activate-yaml.ts';
import { foundCompany, type Company } from '../support/company.ts';
import { insertHold } from '../support/held-rows.ts';
import { cliFor, type Cli } from '../support/run-cli.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

const policy = (more = '') => `
identity: { match_by: [external_id, email], verified_domains: [acme.com] }
groups:
  match_by: name
  default_role: member
  map:
    - { name: admins, role: admin }
guards:
  deactivations: { percent: 10, at_least: 2, within: 1h }
${more}`;

describe('the commands for holds', () => {
  let rollcall: TestRollcall;
  let company: Company;
  let cli: Cli;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());
  beforeEach(async () => {
    company = await foundCompany(rollcall, policy());
    cli = cliFor(rollcall.databaseUrl, company.slug);
  });

  /** Six people, of whom all but the last leave at once: more than the guard lets pass. */
  async function surge(): Promise<Hold> {
    const people: SimulatedPerson[] = [];
    for (const name of ['ben', 'cyd', 'dan', 'eve', 'fay', 'gus']) people.push(await company.hire(name));
    await company.tell(people.slice(0, 5).flatMap((person) => company.idp.deactivate(person)));
    const [hold] = await company.holds('?status=open');
    assert.ok(hold);
    return hold;
  }
  const standing = async () => (await company.users()).map(({ status }) => status);
  const show = (id: string) => company.api.expect('Hold', 'GET', `/tenants/${company.slug}/holds/${id}`);

  it('list what the API lists, by status and kind if wanted', async () => {
    assert.match((await cli.run('holds', 'list')).out, /has no holds/);
    const hold = await surge();
    assert.deepEqual((await cli.json<HoldList>('HoldList', 'holds', 'list')).data, [hold]);
    const { code, out } = await cli.run('holds', 'list', '--status', 'open', '--kind', 'deactivations');
    assert.equal(code, 0);
    const [heading, row] = out.split('\n');
    assert.match(heading ?? '', /^HOLD +KIND +STATUS +PEOPLE +OPENED +ANSWER DUE +WHY$/);
    assert.match(
      row ?? '',
      new RegExp(`^${hold.id}  deactivations  open +${hold.people} .*would lose access`),
    );
    assert.match((await cli.run('holds', 'list', '--status', 'expired')).out, /has no expired holds/);
    assert.equal((await cli.run('holds', 'list', '--status', 'lapsed')).code, 2);
    assert.equal((await cli.run('holds', 'list', '--kind', 'surge')).code, 2);
  });

  it('show why, whom it is about, and what each answer would do', async () => {
    const hold = await surge();
    const { code, out } = await cli.run('holds', 'show', hold.id);
    assert.equal(code, 0);
    assert.ok(out.includes(hold.reason));
    assert.match(out, new RegExp(`^Revision +${hold.revision}$`, 'm'));
    assert.match(out, new RegExp(`^Changes +${hold.people} user\\.deactivated$`, 'm'));
    assert.equal(
      out.match(/ Example +\w+@acme\.com +[0-9a-f-]{36} +open +deactivated$/gm)?.length,
      hold.people,
    );
    assert.match(out, /^Approving: .*applied/m);
    assert.ok(
      out.includes(`rollcall holds approve ${hold.id} --tenant ${company.slug} --revision ${hold.revision}`),
    );
    assert.match(out, /^Rejecting: Everyone in it stays/m);
    assert.ok(
      out.includes(`rollcall holds reject ${hold.id} --tenant ${company.slug} --revision ${hold.revision}`),
    );
    assert.deepEqual(await cli.json<Hold>('Hold', 'holds', 'show', hold.id.toUpperCase()), hold);
    const people = await cli.json<HoldPersonList>('HoldPersonList', 'holds', 'people', hold.id);
    const path = `/tenants/${company.slug}/holds/${hold.id}/people`;
    assert.deepEqual(people, await company.api.expect('HoldPersonList', 'GET', path));
    assert.match((await cli.run('holds', 'people', hold.id)).out, /^PERSON +E-MAIL/);
  });

  it('show the first people of a large hold, and where the others are', async () => {
    const { id } = await insertHold(
      rollcall.database,
      company.tenantId,
      { kind: 'emptied_group', people: Array.from({ length: 230 }, () => ({})) },
      rollcall.clock.now(),
    );
    const { out } = await cli.run('holds', 'show', id);
    assert.equal(out.split('\n').filter((line) => / open +-$/.test(line)).length, 50);
    assert.ok(out.includes(`And more: rollcall holds people ${id} --tenant ${company.slug}`));
    assert.equal((await cli.json<HoldPersonList>('HoldPersonList', 'holds', 'people', id)).data.length, 230);
  });

  it('never let what a directory says steer the terminal', async () => {
    const evil = '\u001b[2J\u0007evil';
    const { id } = await insertHold(
      rollcall.database,
      company.tenantId,
      { kind: 'deactivations', reason: evil, people: [{ resource: { displayName: evil } }] },
      rollcall.clock.now(),
    );
    for (const command of [['list'], ['show', id], ['people', id], ['reject', id]]) {
      const { out, code } = await cli.run('holds', ...command);
      assert.equal(code, 0);
      assert.doesNotMatch(out.replaceAll('\n', ''), /\p{Cc}/u);
    }
  });

  it('approve what was seen, as the operator on this machine', async () => {
    const hold = await surge();
    const wrong = await cli.run('holds', 'approve', hold.id, '--revision', String(hold.revision + 1));
    assert.equal(wrong.code, 1);
    assert.match(wrong.err, /Look at it again/);
    assert.equal(wrong.out, '');
    assert.deepEqual(await show(hold.id), hold);

    const right = await cli.run('holds', 'approve', hold.id, '--revision', String(hold.revision));
    assert.equal(right.code, 0, right.err);
    assert.match(
      right.out,
      new RegExp(`^Approved: .* \\(hold ${hold.id}, deactivations, ${hold.people} people\\)\\.\n$`),
    );
    const approved = await show(hold.id);
    assert.deepEqual(approved.resolved_by, { kind: 'operator', id: 'command line' });
    assert.equal((await standing()).filter((status) => status === 'active').length, 1);

    const again = await cli.run('holds', 'approve', hold.id);
    assert.equal(again.code, 1);
    assert.match(again.err, /approved already, by operator command line at 20/);
    const { out } = await cli.run('holds', 'show', hold.id);
    assert.match(out, /^By +operator command line$/m);
    assert.doesNotMatch(out, /Approving:/);
  });

  it('reject, and leave everyone as they are', async () => {
    const hold = await surge();
    const before = await standing();
    const wrong = await cli.run('holds', 'reject', hold.id, '--revision', String(hold.revision + 1));
    assert.equal(wrong.code, 1);
    assert.match(wrong.err, /Look at it again/);
    assert.deepEqual(await show(hold.id), hold);
    const seen = ['--revision', String(hold.revision)];
    const rejected = await cli.json<Hold>('Hold', 'holds', 'reject', hold.id, ...seen);
    assert.deepEqual(rejected, await show(hold.id));
    assert.equal(rejected.status, 'rejected');
    assert.deepEqual(await standing(), before);
  });

  it('bring a hold up to date that would do more than was seen, so that looking again shows it', async () => {
    const hold = await surge();
    await activateYaml(company, policy('deactivation: { mode: read_only, read_only: { for: 14d } }'));
    const { code, err } = await cli.run('holds', 'approve', hold.id);
    assert.equal(code, 1);
    assert.match(err, /more than the hold shows/);
    assert.match((await cli.run('holds', 'show', hold.id)).out, /^Changes +\d user\.read_only$/m);
  });

  it('say whose account it is', async () => {
    const registered = [];
    for (let n = 0; n < 2; n += 1) registered.push(await company.register({ email: 'ada@acme.com' }));
    const { person, events } = company.idp.hire({
      email: 'ada@acme.com',
      firstName: 'A',
      lastName: 'B',
      attributes: {},
    });
    await company.tell(events);
    const [hold] = await company.holds('?status=open');
    assert.ok(hold && registered[1]);
    assert.match((await cli.run('holds', 'show', hold.id)).out, /--revision \d+ --account USER/);
    assert.equal((await cli.run('holds', 'approve', hold.id, '--account', 'him')).code, 2);
    assert.equal((await cli.run('holds', 'approve', hold.id)).code, 2);
    assert.equal((await cli.run('holds', 'approve', hold.id, '--account', registered[1].id)).code, 0);
    assert.equal((await company.userOf(person)).id, registered[1].id);
  });

  it('answer 1 for a hold that is not there or not this tenant’s, and 2 for what cannot be meant', async () => {
    const hold = await surge();
    const other = await foundCompany(rollcall);
    const stranger = cliFor(rollcall.databaseUrl, other.slug);
    const verbs = ['show', 'people', 'approve', 'reject'];
    for (const verb of verbs) {
      const { code, err, out } = await stranger.run('holds', verb, hold.id);
      assert.deepEqual([code, out], [1, ''], verb);
      assert.match(err, /no hold with this id/);
      for (const id of ['nonsense', 'a\0b', "' or 1=1 --", '\ud83d', 'x'.repeat(100_000)]) {
        assert.equal((await cli.run('holds', verb, id)).code, 1, verb);
      }
      assert.equal((await cli.run('holds', verb)).code, 2);
      assert.equal((await cliFor(rollcall.databaseUrl, 'nobody').run('holds', verb, hold.id)).code, 1);
    }
    for (const revision of ['x', '0', '-1', '1.5', '99999999999', 'NaN', '']) {
      assert.equal((await cli.run('holds', 'approve', hold.id, '--revision', revision)).code, 2, revision);
    }
    assert.deepEqual(await show(hold.id), hold);
  });
});
