import assert from 'node:assert/strict';
import { startRollcall, type TestRollcall } from '../../../support/rollcall.ts';
import {
  asAdmin,
  asEngineer,
  asViewer,
  connect,
  coreGroup,
  coreUser,
  enterprise,
  type IdentityProvider,
} from './identity-provider.ts';

const ada = 'ada@acme.com';

/** PingOne knows one e-mail address a type, sends the only one as both, and both as primary. */
const person = (members: Record<string, unknown> = {}) => ({
  schemas: [coreUser],
  userName: 'ada',
  externalId: 'p1-ada',
  name: { givenName: 'Ada', familyName: 'Lovelace' },
  emails: [
    { type: 'work', value: ada, primary: true },
    { type: 'home', value: ada, primary: true },
  ],
  active: true,
  ...members,
});

describe('A life under PingOne', () => {
  let rollcall: TestRollcall;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());

  const connected = (profile: 'ping' | 'generic'): Promise<IdentityProvider> =>
    connect(rollcall, profile, { accept: 'application/scim+json', 'content-type': 'application/scim+json' });

  it('goes without a PATCH: join, update, group push, move, leave, return', async () => {
    const ping = await connected('ping');
    const find = (filter: string) => ping.send(200, 'GET', `/Users?filter=${encodeURIComponent(filter)}`);
    assert.equal((await find('userName eq "ada"')).totalResults, 0);
    const created = await ping.send(201, 'POST', '/Users', person());
    const path = `/Users/${created.id}`;
    assert.deepEqual(
      created.emails.map((email) => [email.type, email.value, email.primary ?? false]),
      [
        ['work', ada, true],
        ['home', ada, false],
      ],
    );
    assert.deepEqual(await ping.standing(ada), asViewer);
    const before = await ping.account(ada);
    for (const filter of [
      `emails eq "${ada}"`,
      `emails.value eq "${ada.toUpperCase()}"`,
      'userName eq "ADA"',
    ]) {
      assert.deepEqual(
        (await find(filter)).Resources.map((found) => found.id),
        [created.id],
      );
    }

    const updated = await ping.send(
      200,
      'PUT',
      path,
      person({ title: 'Countess', [enterprise]: { department: 'Engines' } }),
    );
    assert.equal(updated.title, 'Countess');
    assert.deepEqual((await ping.account(ada)).attributes, { department: 'Engines', title: 'Countess' });

    const group = (displayName: string, members: string[]) => ({
      schemas: [coreGroup],
      displayName,
      members: members.map((value) => ({ value })),
    });
    const engineering = await ping.send(201, 'POST', '/Groups', group('Engineering', []));
    const admins = await ping.send(201, 'POST', '/Groups', group('Admins', []));
    await ping.send(200, 'PUT', `/Groups/${engineering.id}`, group('Engineering', [created.id]));
    assert.deepEqual(await ping.standing(ada), asEngineer);
    await ping.send(200, 'PUT', `/Groups/${engineering.id}`, group('Engineering', []));
    await ping.send(200, 'PUT', `/Groups/${admins.id}`, group('Admins', [created.id]));
    assert.deepEqual(await ping.standing(ada), asAdmin);

    const left = await ping.send(200, 'PUT', path, person({ active: false }));
    assert.equal(left.active, false);
    assert.equal((await ping.standing(ada)).status, 'deactivated');
    assert.equal((await find('userName eq "ada"')).Resources[0]?.active, false);
    await ping.send(200, 'PUT', path, person());
    assert.deepEqual(await ping.standing(ada), asAdmin);
    assert.equal((await ping.account(ada)).id, before.id);

    // PingFederate may be set to delete instead.
    await ping.send(204, 'DELETE', path);
    assert.equal((await ping.standing(ada)).status, 'deactivated');
    await ping.send(201, 'POST', '/Users', person());
    assert.deepEqual(await ping.standing(ada), asViewer);
    assert.equal((await ping.account(ada)).id, before.id);

    assert.deepEqual(await ping.dialect(), {
      rewrites: { several_primaries: 5 },
      says: ['Ping sends several primary values of one attribute: 5 times'],
      suggests: null,
    });
  });

  it('is refused where the profile is generic, and the right one is suggested', async () => {
    const ping = await connected('generic');
    for (let again = 0; again < 5; again += 1) {
      assert.equal((await ping.send(400, 'POST', '/Users', person())).scimType, 'invalidValue');
    }
    assert.equal((await ping.dialect()).suggests, 'ping');
  });
});
