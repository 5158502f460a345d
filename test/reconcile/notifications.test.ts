import assert from 'node:assert/strict';
import { foundCompany, type Company } from '../support/company.ts';
import { dumpDatabase } from '../support/dump.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

const seconds = 1_000;
const policy = `
groups:
  match_by: name
  default_role: viewer
  never_grant: [owner]
  map:
    - { name: admins, role: admin }
    - { name: members, role: member }
rules:
  - name: Contractors never administer
    because: Security addendum 4.2
    when: { all: [ { attribute: employee_type, equals: contractor }, { fact: role, equals: admin } ] }
    then: { cap_role: member, notify: audit }
attributes:
  map:
    employee_type: { from: userType, if_missing: employee }
guards:
  deactivations: { percent: 10, at_least: 3, within: 1h }
notifications:
  security: { on: [role_granted_admin, guard_held, sole_admin_blocked], send: at_once, to: [security@acme.com] }
  people: { on: [deactivated], send: at_once, to: [people@acme.com] }
  audit: { on: [guard_held], send: daily, to: [audit@acme.com] }
`;

describe('Notifications, from the news to the mail', () => {
  let rollcall: TestRollcall;
  let company: Company;

  beforeEach(async () => {
    rollcall = await startRollcall();
    company = await foundCompany(rollcall, policy);
  });
  afterEach(() => rollcall.stop());

  /** The subjects and first lines of what channels are told some seconds later. */
  const told = async (ms = 60 * seconds) => {
    rollcall.mail.sent.length = 0;
    rollcall.clock.advance(ms);
    await rollcall.service.notices?.sendDue();
    return new Map(rollcall.mail.sent.map((mail) => [mail.to.join(), mail]));
  };

  it('tell who became an administrator, and why', async () => {
    const ada = await company.hire('ada');
    await told();
    const admins = await company.group('admins');
    await company.tell(company.idp.join(ada, admins));
    const mail = (await told()).get('security@acme.com');
    assert.equal(mail?.subject, `${company.slug}: 1 person became an administrator`);
    assert.match(mail.text, /^Role changed from viewer to admin: joined the group admins\.$/m);
    assert.match(mail.text, /^- .*ada.*<ada@/im);
    const [, url = ''] = /^ {2}(http:\S+\/why)$/m.exec(mail.text) ?? [];
    const answer = await rollcall.api('GET', url.slice(`${rollcall.url}/api/v1`.length));
    assert.equal(answer.status, 200);
  });

  it('tell of a surge that waits, with a link to the hold, and of those who left before it', async () => {
    await company.hire('boss', { groups: ['admins'] });
    const people = [];
    for (let count = 0; count < 12; count += 1) people.push(await company.hire(`person-${count}`));
    await told();
    await company.tell(people.flatMap((person) => company.idp.deactivate(person)));
    const mails = await told();
    const [hold] = await company.holds('?status=open');
    assert.ok(hold);
    assert.match(mails.get('security@acme.com')?.subject ?? '', /: \d+ people wait to be deactivated$/);
    const text = mails.get('security@acme.com')?.text ?? '';
    assert.match(text, /^All because /m);
    assert.match(text, new RegExp(`^ {2}rollcall holds show ${hold.id} --tenant ${company.slug}$`, 'm'));
    const url = `/tenants/${company.slug}/holds/${hold.id}`;
    assert.ok(text.includes(`The hold: ${rollcall.url}/api/v1${url}`));
    assert.equal((await rollcall.api('GET', url)).status, 200);
    const held = text.match(/^- .*person-\d+/gim)?.length ?? 0;
    const left = mails.get('people@acme.com')?.text.match(/^- .*person-\d+/gim)?.length ?? 0;
    assert.equal(held + left, 12);
    assert.ok(held > 0);

    // The digest of the next day knows how it ended.
    await rollcall.api('POST', `${url}/reject`, {});
    const digest = (await told(24 * 3_600 * seconds)).get('audit@acme.com');
    assert.match(digest?.subject ?? '', /, daily digest: \d+ people wait/);
    assert.match(digest?.text ?? '', /^This does not wait any more: the hold is rejected\.$/m);
  });

  it('tell that the last administrator would go', async () => {
    const boss = await company.hire('boss', { groups: ['admins'] });
    await company.hire('other');
    await told();
    await company.tell(company.idp.deactivate(boss));
    const mails = await told();
    assert.deepEqual([...mails.keys()], ['security@acme.com']);
    const mail = mails.get('security@acme.com');
    assert.equal(mail?.subject, `${company.slug}: the last administrator would go`);
    assert.match(mail.text, /^- .*boss.*<boss@/im);
  });

  it('tell a channel that a rule names, with the digest, whatever it asks for', async () => {
    await company.hire('boss', { groups: ['admins'] });
    await company.hire('con', { groups: ['admins'], attributes: { employee_type: 'contractor' } });
    const digest = (await told(24 * 3_600 * seconds)).get('audit@acme.com');
    assert.match(digest?.subject ?? '', /daily digest: a rule tells you about \d/);
    assert.match(digest?.text ?? '', /Contractors never administer/);
  });

  it('are one mail of many changes in a short while', async () => {
    const people = [];
    for (let count = 0; count < 40; count += 1) people.push(await company.hire(`person-${count}`));
    await told();
    for (const person of people.slice(0, 2)) {
      await company.tell(company.idp.deactivate(person));
      rollcall.clock.advance(seconds);
    }
    const mails = await told();
    assert.equal(mails.get('people@acme.com')?.subject, `${company.slug}: 2 people were deactivated`);
    assert.equal((await told()).size, 0);
  });

  it('store nobody’s name or address', async () => {
    const boss = await company.hire('boss', { groups: ['admins'] });
    const ada = await company.hire('lovelace');
    await company.tell([...company.idp.deactivate(boss), ...company.idp.deactivate(ada)]);
    const rows = (await dumpDatabase(rollcall.databaseUrl)).get('public.notices') ?? [];
    assert.ok(rows.length >= 2);
    for (const row of rows) assert.doesNotMatch(row, /lovelace|boss|@/i);
  });
});
