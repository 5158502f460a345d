import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import apiSchema from '../../../schemas/api.schema.json' with { type: 'json' };
import schema from '../../../schemas/webhook-messages.schema.json' with { type: 'json' };
import { messageTypes } from '../../../src/domain/outbox-message.ts';
import type { WebhookMessage } from '../../../src/generated/webhook-messages.ts';
import { openBrowser } from '../../support/cookie-browser.ts';
import { foundCompany, type Company } from '../../support/company.ts';
import { startRollcall, type TestRollcall } from '../../support/rollcall.ts';

const day = 24 * 60 * 60 * 1_000;

const policy = `
groups:
  match_by: name
  default_role: viewer
  manual_roles: keep
  settle: 0s
  map:
    - { name: admins, role: admin }
    - { name: members, role: member, workspaces: [ { key: engineering, role: member } ] }
    - { name: leads, workspaces: [ { key: engineering, role: admin } ] }
deactivation:
  mode: immediate
  retain_data: 30d
  exceptions:
    - { name: Interns read on, when: { attribute: title, equals: Intern }, mode: read_only }
  read_only: { for: 14d }
`;

describe('the messages that whole lives produce', function () {
  this.timeout(120_000);
  let rollcall: TestRollcall;
  let company: Company;
  let messages: {
    id: string;
    user_id: string | null;
    payload: Exclude<WebhookMessage, { type: 'webhook.test' | 'webhook.disabled' | 'notification.sent' }>;
  }[];

  before(async () => {
    rollcall = await startRollcall();
    company = await foundCompany(rollcall, policy);
    await makeEndpoint({ url: 'https://hooks.example.com/rollcall' });
    await live();
    const read = await rollcall.database.inTenant(company.tenantId, (trx) =>
      trx.raw<{ rows: typeof messages }>('select id, user_id, payload from outbox_messages order by seq'),
    );
    messages = read.rows;
  });
  after(() => rollcall.stop());

  const makeEndpoint = (body: { url: string; tenant?: string }) =>
    company.api.expect('WebhookEndpointOnce', 'POST', '/webhook-endpoints', { body });

  /** What becomes of another endpoint. */
  async function changeEndpoint(): Promise<void> {
    const { id } = await makeEndpoint({
      url: 'https://hooks.example.com/another?token=x',
      tenant: company.slug,
    });
    for (const change of ['secrets', 'disable', 'enable']) {
      await company.api.ask(
        'POST',
        `/webhook-endpoints/${id}/${change}`,
        change === 'secrets' ? { body: {} } : {},
      );
    }
    await company.api.ask('DELETE', `/webhook-endpoints/${id}`);
  }

  /** A link into the portal is opened, and revoked. */
  async function openPortal(): Promise<void> {
    const links = `/tenants/${company.slug}/portal-links`;
    const { id, url } = await company.api.expect('PortalLinkOnce', 'POST', links);
    const browser = openBrowser(rollcall.url, 'portal');
    await browser.enter(url);
    await browser.ask('POST', '/portal/leave');
    await company.api.ask('DELETE', `${links}/${id}`);
  }

  async function live(): Promise<void> {
    const { api, slug, idp } = company;
    const tell: Company['tell'] = (events) => company.tell(events);
    const place = `/tenants/${slug}`;
    const boss = await company.hire('boss', { groups: ['admins'] });
    const ada = await company.hire('ada', { groups: ['members'] });
    const { id } = await company.userOf(ada);
    const session = await company.openSession(id);
    await api.expect('Session', 'POST', `${place}/sessions`, {
      body: { user_id: id, expires_at: new Date(rollcall.clock.now().getTime() + day).toISOString() },
    });
    const key = await api.expect('ApiKeyOnce', 'POST', `${place}/api-keys`, {
      body: { user_id: id, name: 'ci' },
    });
    await api.expect('ApiKeyOnce', 'POST', `${place}/api-keys`, { body: { user_id: id, name: 'cd' } });
    await api.ask('DELETE', `${place}/sessions/${session.id}`);
    await api.ask('DELETE', `${place}/api-keys/${key.id}`);
    await tell(idp.update(ada, { lastName: 'Lovelace' }));
    await tell(idp.join(ada, await company.group('leads')));
    await tell(idp.leave(ada, await company.group('leads')));
    await tell(idp.leave(ada, await company.group('members')));
    await tell(idp.join(ada, await company.group('members')));
    await api.expect('UserDetail', 'PUT', `${place}/users/${id}/role`, { body: { role: 'admin' } });
    await api.ask('DELETE', `${place}/users/${id}/role`);
    await tell(idp.deactivate(ada));
    await tell(idp.comeBack(ada));
    await tell(idp.deactivate(ada));

    // The last administrator is held, and let go once there is another.
    await tell(idp.deactivate(boss));
    await company.hire('heir', { groups: ['admins'] });
    await rollcall.drain();

    const intern = await company.hire('intern', { groups: ['members'], attributes: { job_title: 'Intern' } });
    await tell(idp.deactivate(intern));
    rollcall.clock.advance(15 * day);
    await rollcall.drain();
    rollcall.clock.advance(31 * day);
    await rollcall.drain();

    const { id: directory } = await api.expect('DirectoryOnce', 'POST', `${place}/directories`, {
      body: { source: 'scim', state: 'testing' },
    });
    const { id: token } = await api.expect(
      'DirectoryTokenOnce',
      'POST',
      `${place}/directories/${directory}/tokens`,
      {
        body: {},
      },
    );
    await api.ask('DELETE', `${place}/directories/${directory}/tokens/${token}`);
    await api.ask('PUT', `${place}/directories/${directory}/profile`, { body: { profile: 'okta' } });
    const urn = 'urn:example:scim:acme';
    for (const name of ['badge', 'desk']) {
      await api.expect('DirectorySchema', 'PUT', `${place}/directories/${directory}/schemas/${urn}`, {
        body: { id: urn, attributes: [{ name }] },
      });
    }
    await api.ask('DELETE', `${place}/directories/${directory}/schemas/${urn}`);
    await api.ask('POST', `${place}/directories/${directory}/activate`);
    await openPortal();
    await changeEndpoint();
  }

  it('are as the schema says, each of them', () => {
    const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
    addFormats.default(ajv);
    const validate = ajv.compile(schema);
    for (const { payload } of messages) {
      assert.ok(validate(payload), `${ajv.errorsText(validate.errors)}\n${JSON.stringify(payload)}`);
    }
  });

  it('are of every type that one company’s life can have', () => {
    const seen = new Set<string>(messages.map(({ payload }) => payload.type));
    const elsewhere = [
      'notification.sent',
      'policy.activated',
      'policy.proposed',
      'policy.proposal_withdrawn',
      'directory.changed',
      'directory.claimed',
      'directory.started',
      'directory.first_sync_completed',
      'directory.paused',
      'directory.resumed',
      'directory.disconnected',
      'directory.upstream_changed',
      'directory.deleted_upstream',
      'directory.imported',
      'directory.resync_requested',
      'directory.resync_cancelled',
      'directory.resynced',
      'directory.problem_found',
      'directory.problem_resolved',
      'event.retried',
      'event.dismissed',
    ];
    assert.deepEqual(
      messageTypes.filter((type) => !seen.has(type)),
      elsewhere,
    );
  });

  it('show the account as the record left it, and each record once', async () => {
    const records = await company.records();
    const told = new Set(messages.map(({ id }) => id));
    assert.equal(told.size, messages.length);
    assert.deepEqual(
      records
        .filter(({ id }) => !told.has(id))
        .map(({ action }) => action)
        .sort(),
      ['directory.created', 'policy.activated'],
      'only what was before the endpoint is not told',
    );
    for (const { id, user_id, payload } of messages) {
      const { data } = payload;
      assert.equal(data.record_id, id);
      assert.equal(data.user_id, user_id);
      assert.equal(data.tenant.slug, company.slug);
      if (data.user !== null) assert.equal(data.user.id, user_id);
    }
    const [heir] = await company.users('?role=admin&status=active');
    const came = messages.find(
      ({ user_id, payload }) => user_id === heir?.id && payload.type === 'user.provisioned',
    );
    assert.deepEqual(came?.payload.data.user, heir);
  });

  it('hold no personal value once the person is purged', () => {
    const purged = messages.filter(({ payload }) => payload.type === 'user.purged');
    assert.equal(purged.length, 3);
    for (const { user_id } of purged) {
      const theirs = messages.filter((message) => message.user_id === user_id);
      assert.ok(theirs.length > 1);
      assert.doesNotMatch(JSON.stringify(theirs), /acme\.com|Lovelace|Example|intern|boss/i);
      for (const { payload } of theirs) assert.equal(payload.data.before, null);
    }
    assert.match(JSON.stringify(messages), /heir@acme\.com/);
  });

  it('show users as the API does: one shape, said once for each', () => {
    assert.deepEqual(schema.$defs.User, apiSchema.$defs.User);
    assert.deepEqual(schema.$defs.Actor, apiSchema.$defs.Actor);
    assert.deepEqual(schema.$defs.UserStatus, apiSchema.$defs.UserStatus);
  });

  it('have each type that the schema knows, and no other', () => {
    const shapes = Object.values(schema.$defs) as {
      properties?: { type?: { const?: string; enum?: string[] } };
    }[];
    const known = shapes.flatMap(({ properties }) => {
      const { const: one, enum: several } = properties?.type ?? {};
      return one === undefined ? (several ?? []) : [one];
    });
    assert.deepEqual(known.sort(), [...messageTypes, 'webhook.test'].sort());
  });
});
