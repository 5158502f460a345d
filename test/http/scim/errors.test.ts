import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { RollcallError } from '../../../src/domain/rollcall-error.ts';
import { createApp } from '../../../src/http/app.ts';
import type { HttpDeps } from '../../../src/http/deps.ts';
import { ScimError } from '../../../src/sources/scim/protocol/scim-error.ts';
import { startRollcall, type TestRollcall } from '../../support/rollcall.ts';
import { CORE_GROUP, CORE_USER, openScim, type StrictScimClient } from '../../support/strict-scim-client.ts';

describe('what SCIM refuses', () => {
  let rollcall: TestRollcall;
  let scim: StrictScimClient;
  let logged: string[];

  before(async () => {
    rollcall = await startRollcall();
    scim = await openScim(rollcall);
  });
  after(() => rollcall.stop());
  beforeEach(() => {
    logged = [];
  });

  const nobodysId = '0198c0de-0000-7000-8000-000000000000';
  const ada = { schemas: [CORE_USER], userName: 'ada' };

  it('is an address where there is nothing', async () => {
    for (const path of [
      '/nowhere',
      '/User',
      '/Users/x/y',
      `/Users/${nobodysId}/members`,
      '/.searching',
      '/Bulk/x',
      '/ServiceProviderConfig/x',
      '/Schemas/urn:none',
      '/Schemas/a/b',
      '/ResourceTypes/Nobody',
      '/TestResources',
      '/__proto__',
      '/constructor',
      '/toString',
    ]) {
      await scim.refused(404, null, 'GET', path);
      await scim.refused(404, null, 'POST', path, {}).catch((error: unknown) => {
        // An id may follow these, so that they are known, and a POST to them is not.
        if (!/^\/(?:Schemas|ResourceTypes)\//.test(path)) throw error;
      });
    }
  });

  it('is an id that nobody has, whatever it looks like', async () => {
    for (const id of [nobodysId, '1', 'x', '%00', 'a%2Fb', '..%2F..', 'null', `${nobodysId}x`, 'é', '%20']) {
      for (const endpoint of ['/Users', '/Groups']) {
        const resource = endpoint === '/Users' ? ada : { schemas: [CORE_GROUP], displayName: 'x' };
        await scim.refused(404, null, 'GET', `${endpoint}/${id}`);
        await scim.refused(404, null, 'PUT', `${endpoint}/${id}`, resource);
        await scim.refused(404, null, 'PATCH', `${endpoint}/${id}`, { Operations: [] });
        await scim.refused(404, null, 'DELETE', `${endpoint}/${id}`);
      }
    }
  });

  for (const [path, allowed] of [
    ['/Users', 'GET, HEAD, POST'],
    ['/Groups', 'GET, HEAD, POST'],
    [`/Users/${nobodysId}`, 'GET, HEAD, PUT, PATCH, DELETE'],
    [`/Groups/${nobodysId}`, 'GET, HEAD, PUT, PATCH, DELETE'],
    ['/Users/.search', 'POST'],
    ['/.search', 'POST'],
    ['/Bulk', 'POST'],
    ['/', 'GET, HEAD'],
    ['/ServiceProviderConfig', 'GET, HEAD'],
    ['/Schemas', 'GET, HEAD'],
    [`/Schemas/${CORE_USER}`, 'GET, HEAD'],
    ['/ResourceTypes', 'GET, HEAD'],
    ['/ResourceTypes/User', 'GET, HEAD'],
  ] as const) {
    it(`is any method at ${path.replace(nobodysId, ':id')} but ${allowed}`, async () => {
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
        if (allowed.split(', ').includes(method)) continue;
        const body = method === 'GET' || method === 'DELETE' || method === 'OPTIONS' ? undefined : {};
        const answered = await scim.request(method, path, body);
        assert.equal(answered.status, 405, `${method} ${path}: ${answered.text}`);
        assert.equal(answered.headers.get('allow'), allowed);
      }
    });
  }

  it('is a body that is not JSON', async () => {
    for (const body of ['{"userName":', 'userName=ada', '{"userName":"ada"}x', '\0', '[1,', "{'a':1}"]) {
      await scim.refused(400, 'invalidSyntax', 'POST', '/Users', body);
    }
    const notUtf8 = Buffer.concat([Buffer.from('{"userName":"'), Buffer.from([0xff]), Buffer.from('"}')]);
    await scim.refused(400, 'invalidSyntax', 'POST', '/Users', notUtf8);
  });

  it('is a body that is no object', async () => {
    for (const body of ['[]', '"ada"', 'null', '7', 'true']) {
      await scim.refused(400, 'invalidSyntax', 'POST', '/Users', body);
      await scim.refused(400, 'invalidSyntax', 'POST', '/.search', body);
      await scim.refused(400, 'invalidSyntax', 'POST', '/Bulk', body);
    }
  });

  it('is no body where one is needed', async () => {
    const { id } = await scim.expect(201, 'POST', '/Users', { ...ada, userName: 'grace' });
    for (const [method, path] of [
      ['POST', '/Users'],
      ['POST', '/Users/.search'],
      ['POST', '/.search'],
      ['POST', '/Bulk'],
      ['PUT', `/Users/${id}`],
      ['PATCH', `/Users/${id}`],
    ] as const) {
      await scim.refused(400, 'invalidSyntax', method, path);
      await scim.refused(400, 'invalidSyntax', method, path, '');
    }
  });

  it('is a body of another type, and none that says nothing of it', async () => {
    const body = JSON.stringify({ ...ada, userName: 'types' });
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/xml',
      'application/scim',
      'application/json; charset=latin1',
      'nonsense',
      'application/json-patch+json',
    ]) {
      await scim.refused(415, null, 'POST', '/Users', body, { 'content-type': type });
    }
    let count = 0;
    for (const type of [
      'application/scim+json',
      'application/scim+json; charset=utf-8',
      'application/scim+json;charset="UTF-8"',
      'Application/JSON; Charset=UTF-8',
      'application/json;odata.metadata=none',
      null,
    ]) {
      count += 1;
      const answered = await scim.request(
        'POST',
        '/Users',
        { ...ada, userName: `types-${count}` },
        { 'content-type': type },
      );
      assert.equal(answered.status, 201, `${String(type)}: ${answered.text}`);
    }
  });

  it('is no way to ask for the answer: it is always the same type', async () => {
    for (const accept of [
      'application/scim+json',
      'application/json',
      '*/*',
      'text/html, application/json;q=0.5',
      'text/html',
      '',
      'nonsense',
    ]) {
      const answered = await scim.request('GET', '/Users?count=0', undefined, { accept });
      assert.equal(answered.status, 200, accept);
    }
  });

  it('is a body that is too large, packed or not, and an encoding that is not known', async () => {
    const large = JSON.stringify({ ...ada, title: 'x'.repeat(10_000_000) });
    const packed = { 'content-encoding': 'gzip' };
    await scim.refused(413, null, 'POST', '/Users', large);
    await scim.refused(413, null, 'POST', '/Users', gzipSync(large), packed);
    await scim.refused(413, null, 'POST', '/Bulk', JSON.stringify({ x: 'x'.repeat(1_048_576) }));
    await scim.refused(415, null, 'POST', '/Users', ada, { 'content-encoding': 'compress' });
    await scim.refused(400, null, 'POST', '/Users', gzipSync(JSON.stringify(ada)).subarray(0, 12), packed);
    const fine = gzipSync(JSON.stringify({ ...ada, userName: 'packed' }));
    assert.equal((await scim.request('POST', '/Users', fine, packed)).status, 201);
  });

  it('is a body that nests deeper than any resource', async () => {
    const nested = (depth: number) => `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
    for (const depth of [65, 1_000, 100_000]) {
      await scim.refused(400, 'invalidSyntax', 'POST', '/Users', nested(depth));
      await scim.refused(400, 'invalidSyntax', 'PATCH', `/Users/${nobodysId}`, nested(depth));
    }
    // Deep enough for what anyone sends: refused for what it lacks.
    await scim.refused(400, 'invalidValue', 'POST', '/Users', nested(64));
  });

  it('is an address that is not well encoded', async () => {
    for (const path of ['/Users/%', '/Users/%ff', '/%ED%A0%80', '/Users?filter=%ff', '/Users?%=1']) {
      await scim.refused(400, null, 'GET', path);
    }
  });

  it('is a filter on what the service says of itself', async () => {
    for (const path of ['/ServiceProviderConfig', '/Schemas', '/ResourceTypes']) {
      await scim.refused(403, null, 'GET', `${path}?filter=${encodeURIComponent('name eq "User"')}`);
    }
  });

  it('is attributes that are both asked for and left out', async () => {
    await scim.refused(400, 'invalidValue', 'GET', '/Users?attributes=userName&excludedAttributes=name');
  });

  it('is nothing that is only unknown in a query', async () => {
    for (const query of ['?', '?&', '?aadOptscim062020', '?x=1&y', '?__proto__=1&constructor=2']) {
      await scim.expect(200, 'GET', `/Users${query}`);
    }
  });

  it('is a request line that is not even HTTP, before it gets here', async () => {
    const { hostname, port } = new URL(scim.baseUrl);
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => {
        socket.end(`GET /scim/v2/${scim.directoryId}/Users\x01 HTTP/1.1\r\nHost: x\r\n\r\n`);
      });
      let text = '';
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('end', () => resolve(text));
      socket.on('error', reject);
    });
    assert.match(answer, /^HTTP\/1\.1 400 /);
  });

  /** The same directory behind an HTTP side with some parts of SCIM changed. */
  async function whileServing(
    changes: Partial<HttpDeps['scim']>,
    more: Partial<HttpDeps>,
    work: (client: StrictScimClient) => Promise<void>,
  ): Promise<void> {
    const logger = pino({ level: 'debug' }, { write: (line) => logged.push(line) });
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const {
      tenancy,
      receiveWorkosWebhook,
      readAccess,
      apiTokenUse,
      apiKeyUse,
      web,
      webhookEndpoints,
      scim: parts,
    } = rollcall.service;
    server.on(
      'request',
      createApp({
        ...tenancy,
        logger,
        metrics: new Registry(),
        publicUrl: url,
        bodyLimitBytes: 1_000,
        receiveWorkosWebhook,
        readAccess,
        apiTokenUse,
        apiKeyUse,
        web,
        webhookEndpoints,
        lanesAreRunning: () => true,
        pendingMigrations: () => Promise.resolve([]),
        scim: { ...parts, ...changes },
        ...more,
      }),
    );
    try {
      await work(scim.at(`${url}/scim/v2/${scim.directoryId}`));
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  const failing = (fault: Error): Partial<HttpDeps['scim']> => ({
    writer: { write: () => Promise.reject(fault) },
  });

  for (const [kind, status, scimType] of [
    ['invalidFilter', 400, 'invalidFilter'],
    ['tooMany', 400, 'tooMany'],
    ['uniqueness', 409, 'uniqueness'],
    ['mutability', 400, 'mutability'],
    ['invalidSyntax', 400, 'invalidSyntax'],
    ['invalidPath', 400, 'invalidPath'],
    ['noTarget', 400, 'noTarget'],
    ['invalidValue', 400, 'invalidValue'],
    ['invalidVers', 400, 'invalidVers'],
    ['sensitive', 403, 'sensitive'],
    ['invalidCursor', 400, 'invalidCursor'],
    ['expiredCursor', 400, 'expiredCursor'],
    ['invalidCount', 400, 'invalidCount'],
    ['forbidden', 403, null],
    ['notFound', 404, null],
    ['notAcceptable', 406, null],
    ['unsupportedMediaType', 415, null],
    ['blocked', 409, null],
    ['unresolvable', 409, null],
    ['preconditionFailed', 412, null],
    ['payloadTooLarge', 413, null],
    ['tooManyRequests', 429, null],
    ['notImplemented', 501, null],
  ] as const) {
    it(`is ${kind} as ${status} ${scimType ?? 'without a keyword'}, and nothing of that is logged as a fault`, async () => {
      await whileServing(failing(new ScimError(kind, 'Because.')), {}, async (client) => {
        assert.equal(await client.refused(status, scimType, 'POST', '/Users', ada), 'Because.');
      });
      assert.doesNotMatch(logged.join(''), /request failed/);
    });
  }

  it('for a while when the database is gone, and says when to try again', async () => {
    for (const fault of [
      new RollcallError('database_unavailable', 'The database cannot be reached just now.', {
        retryable: true,
      }),
      Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
      Object.assign(new Error('deadlock detected'), { code: '40P01' }),
    ]) {
      await whileServing(failing(fault), {}, async (client) => {
        const answered = await client.request('POST', '/Users', ada);
        assert.equal(answered.status, 503);
        assert.match(answered.headers.get('retry-after') ?? '', /^\d+$/);
      });
    }
  });

  it('with nothing about the inside when the fault is ours, and logs it without a value', async () => {
    const fault = Object.assign(new Error('Key (email)=(ada@acme.com) already exists in table users'), {
      code: '23505',
      table: 'users',
    });
    await whileServing(failing(fault), {}, async (client) => {
      const answered = await client.request('POST', '/Users', { ...ada, userName: 'ada@acme.com' });
      assert.equal(answered.status, 500);
      assert.doesNotMatch(answered.text, /acme|users|23505|stack|at \//);
      assert.match(answered.body.detail, /X-Request-Id/);
    });
    const lines = logged.join('');
    assert.match(lines, /"msg":"request failed"/);
    assert.match(lines, /"route":"\/scim\/v2\/:directory\/Users"/);
    assert.doesNotMatch(lines, /acme\.com/);
    await whileServing(
      failing(new RollcallError('internal', 'The bigint 9 does not fit.')),
      {},
      async (client) => {
        assert.doesNotMatch(await client.refused(500, null, 'POST', '/Users', ada), /bigint/);
      },
    );
  });

  it('also when it is the authentication that fails', async () => {
    const raw = () => Promise.reject(Object.assign(new Error('terminated'), { code: '57P01' }));
    await whileServing({}, { database: { ...rollcall.database, raw } }, async (client) => {
      const answered = await client.request('GET', '/Users');
      assert.equal(answered.status, 503);
      assert.notEqual(answered.headers.get('retry-after'), null);
    });
  });

  it('beyond a configured rate, for whole seconds, and of one directory alone', async () => {
    const settings = { testResource: false, rateLimitPerSecond: 1, bodyLimitBytes: 10_000_000 };
    const other = await openScim(rollcall);
    await whileServing({ settings }, {}, async (client) => {
      const first = Array.from({ length: 1_000 }, () => client.request('GET', '/ServiceProviderConfig'));
      assert.deepEqual(new Set((await Promise.all(first)).map(({ status }) => status)), new Set([200]));
      const refused = await client.request('GET', '/Users');
      assert.equal(refused.status, 429);
      assert.equal(refused.headers.get('retry-after'), '1');
      const beside = other.at(client.baseUrl.replace(scim.directoryId, other.directoryId));
      await beside.expect(200, 'GET', '/Users');
      rollcall.clock.advance(1_000);
      await client.expect(200, 'GET', '/Users');
    });
  });

  it('by the pattern of its route in the log, without a value of the caller', async () => {
    await whileServing({}, {}, async (client) => {
      await client.request('GET', '/Users?filter=userName%20eq%20%22ada@acme.com%22');
      await client.request('GET', '/Users/ada@acme.com');
      await client.request('POST', '/Groups/.search', { filter: 'displayName eq "ada@acme.com"' });
      await client.request('GET', '/ada@acme.com');
      await client.as('ada@acme.com').request('GET', '/Users');
      await client.request('GET', `/Schemas/${CORE_USER}`);
    });
    const routes = logged
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ msg }) => msg === 'request')
      .map(({ route, status }) => `${String(route)} ${String(status)}`);
    assert.deepEqual(routes, [
      '/scim/v2/:directory/Users 200',
      '/scim/v2/:directory/Users/:id 404',
      '/scim/v2/:directory/Groups/.search 200',
      '/scim/v2/:directory 404',
      '/scim/v2/:directory 401',
      '/scim/v2/:directory/Schemas/:id 200',
    ]);
    assert.doesNotMatch(logged.join(''), /acme\.com/);
  });

  it('by its directory in the log, once that is known', async () => {
    await whileServing({}, {}, async (client) => {
      await client.request('GET', '/Users');
      await client.as('nobody').request('GET', '/Users');
    });
    const directories = logged
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ msg }) => msg === 'request')
      .map(({ directory }) => directory);
    assert.deepEqual(directories, [scim.directoryId, null]);
  });

  it('beyond a configured size of bodies, also in bulk, and announces that', async () => {
    const settings = { testResource: false, rateLimitPerSecond: null, bodyLimitBytes: 2_000 };
    await whileServing({ settings }, {}, async (client) => {
      const { bulk } = await client.expect(200, 'GET', '/ServiceProviderConfig');
      assert.equal((bulk as { maxPayloadSize: number }).maxPayloadSize, 2_000);
      const large = ' '.repeat(2_001);
      await client.refused(413, null, 'POST', '/Bulk', large);
      await client.refused(413, null, 'POST', '/Users', large);
    });
  });
});
