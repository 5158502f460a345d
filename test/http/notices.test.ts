import assert from 'node:assert/strict';
import { insertNotices } from '../../src/store/notices.ts';
import { noticeTo } from '../support/notice-desk.ts';
import { openOffice, type Office } from '../support/office.ts';

describe('notices over HTTP', () => {
  let office: Office;
  const notices = '/tenants/acme/notices';
  const policy = `
notifications:
  security: { on: [deactivated], send: at_once, to: [security@acme.com] }
`;

  beforeEach(async () => {
    office = await openOffice(policy);
  });
  afterEach(() => office.stop());

  const list = async (query = '') =>
    (await office.api.expect('NoticeList', 'GET', `${notices}${query}`)).data.map(
      ({ channel, status, people, sent_at, error }) => ({
        channel,
        status,
        people,
        sent: sent_at !== null,
        error,
      }),
    );

  it('are listed with how many people they are about, what became of them, and nobody’s name', async () => {
    const { rollcall, tenantId, api } = office;
    const { user } = await office.hire('ada');
    const many = noticeTo('security', user.id);
    many.items.push({
      kind: 'guard_held',
      says: 'x',
      people: 412,
      user_ids: [],
      hold_id: null,
      hold_kind: null,
    });
    await rollcall.database.inTenant(tenantId, (trx) =>
      insertNotices(trx, tenantId, [many, noticeTo('gone'), noticeTo('gone')], rollcall.clock.now()),
    );
    const people = { deactivated: 1 };
    const waiting = { status: 'waiting', sent: false, error: null };
    assert.deepEqual(await list(), [
      { ...waiting, channel: 'gone', people },
      { ...waiting, channel: 'gone', people },
      { ...waiting, channel: 'security', people: { deactivated: 1, guard_held: 412 } },
    ]);
    rollcall.clock.advance(5_000);
    await rollcall.service.notices?.sendDue();
    const error = 'The policy has no channel gone any more.';
    assert.deepEqual(await list('?status=dropped'), [
      { channel: 'gone', status: 'dropped', people, sent: false, error },
      { channel: 'gone', status: 'dropped', people, sent: false, error },
    ]);
    assert.deepEqual(await list('?status=waiting'), []);
    assert.equal((await list('?status=sent')).length, 1);

    const first = await api.expect('NoticeList', 'GET', `${notices}?limit=2`);
    const rest = await api.expect('NoticeList', 'GET', `${notices}?cursor=${first.next_cursor ?? ''}`);
    assert.deepEqual(
      [...first.data, ...rest.data].map(({ channel }) => channel),
      ['gone', 'gone', 'security'],
    );
    assert.equal(rest.next_cursor, null);
    assert.doesNotMatch(JSON.stringify([first, rest]), /\bada\b|Example|@/i);
    await api.refused(400, 'invalid_request', 'GET', `${notices}?status=lost`);
  });

  it('count in the metrics', async () => {
    const { rollcall, tenantId } = office;
    await rollcall.database.inTenant(tenantId, (trx) =>
      insertNotices(trx, tenantId, [noticeTo('security'), noticeTo('gone')], rollcall.clock.now()),
    );
    rollcall.mail.answer = () => ({ kind: 'failed', error: 'away' });
    rollcall.clock.advance(5_000);
    await rollcall.service.notices?.sendDue();
    rollcall.mail.answer = () => ({ kind: 'sent', refused: 0 });
    rollcall.clock.advance(30_000);
    await rollcall.service.notices?.sendDue();
    const shown = await rollcall.service.metrics.registry.metrics();
    assert.match(shown, /^rollcall_notices_finished_total\{status="sent"\} 1$/m);
    assert.match(shown, /^rollcall_notices_finished_total\{status="dropped"\} 1$/m);
    assert.match(shown, /^rollcall_mail_faults_total 1$/m);
  });
});
