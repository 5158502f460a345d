import assert from 'node:assert/strict';
import { pino } from 'pino';
import type { WorkosEvent } from '../../../src/cli/demo/workos-payload.ts';
import { dumpDatabase } from '../../support/dump.ts';
import { plantEverywhere, plantedSecrets, secretsIn } from '../../support/plant-secrets.ts';
import { operatorToken, startRollcall, type TestRollcall } from '../../support/rollcall.ts';
import { newGroup, newUser, patchOf, scimTenant, type ScimClient } from '../../support/scim-client.ts';

/** Attributes are read, groups give roles and workspaces, and rules look: whatever could carry a value on, does. */
const policy = `
identity: { verified_domains: [example.com] }
attributes:
  map:
    department: { from: enterprise.department }
    title: { from: 'urn:example:badge:2.0:User:badge' }
    country: { from: addresses.work.country }
    locale: { from: locale }
groups:
  match_by: name
  default_role: viewer
  map: [ { name: Developers, role: member, workspaces: [ { key: engineering, role: member } ] } ]
`;

const urns = {
  user: 'urn:ietf:params:scim:schemas:core:2.0:User',
  enterprise: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  badge: 'urn:example:badge:2.0:User',
  bulk: 'urn:ietf:params:scim:api:messages:2.0:BulkRequest',
  search: 'urn:ietf:params:scim:api:messages:2.0:SearchRequest',
};

const badges = {
  id: urns.badge,
  name: 'Badge',
  attributes: [
    { name: 'badge', type: 'string', multiValued: false },
    { name: 'doors', type: 'complex', multiValued: true, subAttributes: [{ name: 'value', type: 'string' }] },
  ],
};

/** A user with something in every attribute. */
const everyAttribute = {
  schemas: [urns.user, urns.enterprise, urns.badge],
  externalId: 'x',
  userName: 'lela@example.com',
  name: {
    formatted: 'x',
    familyName: 'x',
    givenName: 'x',
    middleName: 'x',
    honorificPrefix: 'x',
    honorificSuffix: 'x',
  },
  displayName: 'x',
  nickName: 'x',
  profileUrl: 'https://example.com/x',
  title: 'x',
  userType: 'x',
  preferredLanguage: 'en',
  locale: 'en-US',
  timezone: 'Europe/Berlin',
  active: true,
  password: 'x',
  emails: [{ value: 'lela@example.com', display: 'x', type: 'work', primary: true }],
  phoneNumbers: [{ value: '+1 555 0100', display: 'x', type: 'mobile' }],
  ims: [{ value: 'x', display: 'x', type: 'xmpp' }],
  photos: [{ value: 'https://example.com/x.png', display: 'x', type: 'photo' }],
  addresses: [
    {
      ...{ type: 'work', formatted: 'x', streetAddress: 'x', locality: 'x', region: 'x', postalCode: 'x' },
      country: 'US',
      primary: true,
    },
  ],
  entitlements: [{ value: 'x', display: 'x', type: 'x' }],
  roles: [{ value: 'x', display: 'x', type: 'x' }],
  x509Certificates: [{ value: 'AAAA', display: 'x', type: 'x' }],
  [urns.enterprise]: {
    ...{ employeeNumber: 'x', costCenter: 'x', organization: 'x', division: 'x', department: 'x' },
    manager: { value: 'x', displayName: 'x', $ref: '../Users/x' },
  },
  [urns.badge]: { badge: 'x', doors: [{ value: 'x' }] },
};

describe('A secret that comes over SCIM', function () {
  this.timeout(120_000);
  let rollcall: TestRollcall;
  let idp: ScimClient;
  let person: string;
  let group: string;
  const heard: { from: string; text: string }[] = [];
  let sent = 0;

  const hear = (from: string, text: string) => heard.push({ from, text });

  before(async () => {
    const logger = pino({ level: 'trace' }, { write: (line) => hear('the log', line) });
    rollcall = await startRollcall({ logger });
    idp = await scimTenant(rollcall, { policy });
    const added = await rollcall.api(
      'PUT',
      `/tenants/${idp.slug}/directories/${idp.directoryId}/schemas/${urns.badge}`,
      badges,
    );
    assert.ok(added.status < 300, JSON.stringify(added));
    person = (await idp.expect(201, 'POST', '/Users', newUser('ann@example.com', { externalId: 'ann' }))).id;
    group = (await idp.expect(201, 'POST', '/Groups', newGroup('Developers', [person]))).id;
  });
  after(() => rollcall.stop());

  async function send(method: string, path: string, body?: unknown, headers?: Record<string, string>) {
    sent += 1;
    const reply = await idp.request(method, path, body, headers);
    // RFC 7644 section 3.7 has each answer of a bulk request name the operation as it was named.
    const text =
      path === '/Bulk' ? reply.text.replaceAll(/"(bulkId|location)":"(?:[^"\\]|\\.)*"/g, '') : reply.text;
    hear(`the answer to ${method} ${sent}`, `${text} ${JSON.stringify([...reply.headers])}`);
    assert.ok(reply.status < 500, `${method} ${path} answered ${reply.status}: ${JSON.stringify(body)}`);
    return reply;
  }

  async function sendAll(method: string, path: () => string, bodies: Iterable<unknown>): Promise<void> {
    const waiting = [...bodies];
    const work = async () => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
        await send(method, path(), next);
    };
    await Promise.all(Array.from({ length: 12 }, work));
  }

  function* planted(body: Record<string, unknown>): Generator {
    for (const { body: copy } of plantEverywhere(body as unknown as WorkosEvent)) yield copy;
  }

  /** Names that are taken would be refused before anything of the rest is stored. */
  function* withOwnNames(bodies: Iterable<unknown>): Generator {
    let count = 0;
    for (const body of bodies) {
      count += 1;
      const { userName, externalId } = (body ?? {}) as Record<string, unknown>;
      yield typeof body === 'object' && body !== null && !Array.isArray(body)
        ? {
            ...body,
            ...(userName === everyAttribute.userName ? { userName: `lela${count}@example.com` } : {}),
            ...(externalId === 'x' ? { externalId: `x${count}` } : {}),
          }
        : body;
    }
  }

  it('in any position of a User is nowhere afterwards', async () => {
    await sendAll('POST', () => '/Users', withOwnNames(planted(everyAttribute)));
    await sendAll(
      'PUT',
      () => `/Users/${person}`,
      planted({ ...everyAttribute, userName: 'ann@example.com' }),
    );
    assert.ok(sent > 450, `only ${sent} positions were tried`);
  });

  it('in any position of a Group is nowhere afterwards', async () => {
    const body = { ...newGroup('Others', [person]), externalId: 'x' };
    const members = [
      { value: person, display: 'x', type: 'User', $ref: 'x' },
      { value: 'unknown', display: 'x' },
    ];
    await sendAll('POST', () => '/Groups', planted({ ...body, members }));
    await sendAll('PUT', () => `/Groups/${group}`, planted({ ...body, displayName: 'Developers', members }));
  });

  it('in any position of a PATCH is nowhere afterwards', async () => {
    const values = [
      { op: 'replace', path: 'title', value: 'x' },
      { op: 'add', value: everyAttribute },
      { op: 'replace', path: 'name', value: { givenName: 'x' } },
      { op: 'add', path: 'emails[type eq "work"].value', value: 'x' },
      { op: 'remove', path: 'phoneNumbers[value eq "x"]' },
      { op: 'add', path: `${urns.badge}:doors`, value: [{ value: 'x' }] },
      { op: 'replace', path: 'password', value: plantedSecrets.password },
      { op: 'add', value: { [`${urns.enterprise}:department`]: plantedSecrets.card } },
    ];
    for (const each of values) await sendAll('PATCH', () => `/Users/${person}`, planted(patchOf(each)));
    for (const each of [
      { op: 'add', path: 'members', value: [{ value: person, display: 'x' }] },
      { op: 'remove', path: 'members[value eq "x"]' },
      { op: 'replace', value: { displayName: 'Developers', externalId: 'x', members: [{ value: 'x' }] } },
    ]) {
      await sendAll('PATCH', () => `/Groups/${group}`, planted(patchOf(each)));
    }
  });

  it('in any position of a Bulk or a search is nowhere afterwards', async () => {
    const operations = [
      { method: 'POST', path: '/Users', bulkId: 'qwerty', data: newUser('bulk@example.com', { title: 'x' }) },
      {
        method: 'PATCH',
        path: `/Users/${person}`,
        version: 'x',
        data: patchOf({ op: 'add', path: 'title', value: 'x' }),
      },
      { method: 'POST', path: '/Groups', bulkId: 'x', data: newGroup('x', ['bulkId:qwerty']) },
      { method: 'DELETE', path: '/Users/x' },
    ];
    await sendAll(
      'POST',
      () => '/Bulk',
      planted({ schemas: [urns.bulk], failOnErrors: 3, Operations: operations }),
    );
    const search = {
      filter: 'userName eq "x"',
      sortBy: 'title',
      attributes: ['title'],
      cursor: 'x',
      count: 3,
    };
    await sendAll('POST', () => '/.search', planted({ schemas: [urns.search], ...search }));
  });

  it('in an address, a header, or a body that is no JSON is nowhere afterwards', async () => {
    const { ssn, card, password } = plantedSecrets;
    for (const value of [ssn, card, password]) {
      const written = encodeURIComponent(value);
      for (const path of [
        `/Users/${written}`,
        `/Groups/${written}`,
        `/${written}`,
        `/Users?filter=${encodeURIComponent(`userName eq "${value}"`)}`,
        `/Users?filter=${encodeURIComponent(`${value} eq 1`)}`,
        `/Groups?filter=${encodeURIComponent(`members[value eq "${value}"]`)}`,
        `/Users?sortBy=${written}&attributes=${written}&excludedAttributes=x`,
        `/Users?cursor=${written}`,
        `/Users?count=${written}&startIndex=${written}`,
        `/Schemas/${written}`,
        `/ResourceTypes/${written}?filter=${written}`,
        `/Users?${written}=${written}`,
      ]) {
        await send('GET', path);
      }
      await send('DELETE', `/Users/${written}`);
      await send('PATCH', `/Users/${person}`, patchOf({ op: 'replace', path: value, value }));
      await send(
        'PATCH',
        `/Users/${person}`,
        patchOf({ op: 'replace', path: `emails[type eq "${value}"].value`, value }),
      );
      for (const body of [
        `{"password":"${value}"`,
        value,
        JSON.stringify(value),
        `[${JSON.stringify(value)}]`,
      ]) {
        await send('POST', '/Users', body);
      }
      const headers = [
        'user-agent',
        'if-match',
        'if-none-match',
        'x-request-id',
        'accept',
        'content-type',
        'referer',
      ];
      for (const name of headers) {
        await send('PUT', `/Users/${person}`, newUser('ann@example.com', { externalId: 'ann' }), {
          [name]: value,
        });
      }
      await send('GET', '/Users', undefined, { authorization: `Bearer ${value}` });
      await send('GET', '/Users', undefined, { authorization: value });
    }
  });

  it('and what was looked through for it is not empty: people, groups, events and logs are there', async () => {
    await send('PUT', `/Users/${person}`, {
      ...{ ...everyAttribute, userName: 'ann@example.com', externalId: plantedSecrets.ssn },
      ...{ title: plantedSecrets.card, displayName: plantedSecrets.ssn, password: plantedSecrets.password },
    });
    await rollcall.drain();
    for (const list of ['users', 'groups', 'events', 'directories', 'holds', 'workspaces', 'audit-records']) {
      for (let cursor: string | null = ''; cursor !== null;) {
        const page = await ask(
          `/tenants/${idp.slug}/${list}?limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`,
        );
        cursor = page.next_cursor;
        if (list !== 'users') continue;
        for (const { id } of page.data.slice(0, 20)) await ask(`/tenants/${idp.slug}/users/${id}/why`);
      }
    }
    await send('GET', '/Users?count=1000');
    await send('GET', '/Groups?count=1000');
    await rollcall.service.scim.dialectNotes.flush();

    const dump = await dumpDatabase(rollcall.databaseUrl);
    const rows = (table: string) => dump.get(`public.${table}`) ?? [];
    for (const table of ['directory_users', 'directory_groups', 'inbox', 'audit_records', 'users']) {
      assert.ok(rows(table).length > 20, `${table} is empty`);
    }
    assert.ok(heard.filter(({ from }) => from === 'the log').length > 500, 'the log is empty');
    assert.ok(rows('directory_users').some((row) => row.includes('withheld-')));
    const found = [...dump].flatMap(([table, all]) =>
      all.flatMap((row) => secretsIn(row).map((secret) => `${secret} in ${table}: ${row.slice(0, 600)}`)),
    );
    assert.deepEqual(found.slice(0, 5), [], `${found.length} rows give a secret away`);
    const told = heard.flatMap(({ from, text }) =>
      secretsIn(text).map((secret) => `${secret} in ${from}: ${text.slice(0, 600)}`),
    );
    assert.deepEqual(told.slice(0, 5), [], `${told.length} lines give a secret away`);
  });

  async function ask(path: string): Promise<{ data: { id: string }[]; next_cursor: string | null }> {
    const answer = await fetch(`${rollcall.url}/api/v1${path}`, {
      headers: { authorization: `Bearer ${operatorToken}` },
    });
    const text = await answer.text();
    hear(`the answer to GET ${path}`, text);
    return JSON.parse(text) as { data: { id: string }[]; next_cursor: string | null };
  }
});
