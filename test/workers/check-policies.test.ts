import assert from 'node:assert/strict';
import type { NoticeItem } from '../../src/domain/notice.ts';
import { activateYaml } from '../support/activate-yaml.ts';
import { foundCompany, type Company } from '../support/company.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const policy = (channels: string, ...names: string[]) => `groups:
  match_by: name
  default_role: member
  map:
${names.map((name) => `    - { name: ${name}, role: member }\n`).join('')}
notifications:
${channels}`;
const both = `  it: { on: [policy_mismatch], send: at_once, to: [it@acme.com] }
  digest: { on: [policy_mismatch, deactivated], send: daily, to: [digest@acme.com] }
  security: { on: [deactivated], send: at_once, to: [security@acme.com] }
`;

describe('What a policy and the directories have against each other, each day', () => {
  let rollcall: TestRollcall;
  let company: Company;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());

  async function found(yaml: string): Promise<void> {
    company = await foundCompany(rollcall, yaml);
    await company.hire('ada', { groups: ['admins'] });
  }
  async function check(afterMs = dayMs): Promise<void> {
    rollcall.clock.advance(afterMs);
    await rollcall.service.policyChecks.checkDue();
  }
  /** What channels are to be told of, since they were asked last. */
  const asked = new Set<string>();
  async function told(): Promise<string[]> {
    const { rows } = await rollcall.database.inTenant(company.tenantId, (trx) =>
      trx.raw<{ rows: { id: string; channel: string; items: NoticeItem[] }[] }>(
        'select id, channel, items from notices where tenant_id = ? order by id',
        [company.tenantId],
      ),
    );
    const fresh = rows.filter(({ id }) => !asked.has(id));
    for (const { id } of fresh) asked.add(id);
    return fresh
      .flatMap(({ channel, items }) => items.map(({ kind, says }) => `${channel} ${kind}: ${says}`))
      .sort();
  }
  const noSuchGroup = (name: string) => `policy_mismatch: No directory has a group called "${name}".`;

  it('is told to the channels that ask for it, once', async () => {
    await found(policy(both, 'admins', 'editors'));
    await check();
    assert.deepEqual(await told(), [`digest ${noSuchGroup('editors')}`, `it ${noSuchGroup('editors')}`]);
    await check();
    assert.deepEqual(await told(), []);
  });

  it('is told anew of what is new, and of what has ended and comes back', async () => {
    await found(policy(both, 'admins', 'editors'));
    await check();
    await told();
    const editors = await company.group('editors');
    const [ada] = company.idp.people;
    assert.ok(ada);
    await company.tell(company.idp.join(ada, editors));
    await activateYaml(company, policy(both, 'admins', 'editors', 'viewers'));
    await check();
    assert.deepEqual(await told(), [`digest ${noSuchGroup('viewers')}`, `it ${noSuchGroup('viewers')}`]);
    await company.tell(company.idp.leave(ada, editors));
    await check();
    const emptied =
      'policy_mismatch: Nobody is in the group "editors", so this entry gives nothing to anybody.';
    assert.deepEqual(await told(), [`digest ${emptied}`, `it ${emptied}`]);
    await company.tell(company.idp.join(ada, editors));
    await check();
    await company.tell(company.idp.leave(ada, editors));
    await check();
    assert.deepEqual(await told(), [`digest ${emptied}`, `it ${emptied}`]);
  });

  it('is looked for a day after the tenant was made, and each day from then on', async () => {
    await found(policy(both, 'editors'));
    await check(dayMs - 1);
    assert.deepEqual(await told(), []);
    await check(1);
    assert.equal((await told()).length, 2);
    await activateYaml(company, policy(both, 'editors', 'viewers'));
    await check(dayMs - 1);
    assert.deepEqual(await told(), []);
    await check(1);
    assert.equal((await told()).length, 2);
  });

  it('is told to a channel that asks for it later', async () => {
    await found(policy('  security: { on: [deactivated], send: at_once }\n', 'editors'));
    await check();
    assert.deepEqual(await told(), []);
    await activateYaml(company, policy(both, 'editors'));
    await check();
    assert.equal((await told()).length, 2);
  });

  it('is nothing, and forgets nothing, while the directories have nobody', async () => {
    await found(policy(both, 'editors'));
    await check();
    await told();
    const [ada] = company.idp.people;
    assert.ok(ada);
    await company.tell(company.idp.deactivate(ada));
    await check();
    await company.tell(company.idp.comeBack(ada));
    await check();
    const mismatches = (await told()).filter((each) => each.includes('policy_mismatch'));
    assert.deepEqual(mismatches, []);
  });

  it('is looked for by one of two processes, and by the other an hour later if the one has died', async () => {
    await found(policy(both, 'editors'));
    rollcall.clock.advance(dayMs);
    await Promise.all([rollcall.service.policyChecks.checkDue(), rollcall.service.policyChecks.checkDue()]);
    assert.equal((await told()).length, 2);
    // As a process leaves it that has begun and not finished.
    rollcall.clock.advance(dayMs);
    const begun = new Date(rollcall.clock.now().getTime() - dayMs + hourMs);
    await rollcall.database.inTenant(company.tenantId, async (trx) => {
      await trx.raw('update tenants set policy_checked_at = ? where id = ?', [begun, company.tenantId]);
      await trx.raw('delete from told_mismatches where tenant_id = ?', [company.tenantId]);
    });
    await check(hourMs - 1);
    assert.deepEqual(await told(), []);
    await check(1);
    assert.equal((await told()).length, 2);
  });

  it('is told of a group whose name is as long as names get', async () => {
    // Each of these characters is three when it is composed.
    await found(policy(both, `"${'\u{1d160}'.repeat(500)}"`));
    await check();
    assert.equal((await told()).length, 2);
    await check();
    assert.deepEqual(await told(), []);
  });

  it('is a mail with what to run, and of very many things one that names the first', async () => {
    await found(policy(both, ...Array.from({ length: 52 }, (_, each) => `team-${each}`)));
    await check();
    rollcall.mail.sent.length = 0;
    rollcall.clock.advance(10_000);
    await rollcall.service.notices?.sendDue();
    const mail = rollcall.mail.sent.find(
      ({ to, subject }) => to.includes('it@acme.com') && subject.startsWith(company.slug),
    );
    assert.equal(mail?.subject, `${company.slug}: the policy and the directory do not match any more`);
    assert.match(mail.text, /No directory has a group called "team-0"\./);
    assert.match(mail.text, /And in 2 more places\./);
    assert.ok(mail.text.includes(`  rollcall policy check --tenant ${company.slug}\n`), mail.text);
  });
});
