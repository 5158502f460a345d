import assert from 'node:assert/strict';
import type { LookupAddress } from 'node:dns';
import {
  isPublicAddress,
  problemOfUrl,
  publicLookup,
  type Resolve,
} from '../../../src/outbound/webhooks/public-address.ts';

describe('where webhooks may go', () => {
  const closed = [
    ...[
      '127.0.0.1',
      '127.8.8.8',
      '0.0.0.0',
      '10.1.2.3',
      '172.16.0.1',
      '172.31.255.255',
      '192.168.1.1',
      '169.254.169.254',
    ],
    ...[
      '100.64.0.1',
      '100.127.255.255',
      '192.0.0.192',
      '198.18.0.1',
      '224.0.0.1',
      '240.0.0.1',
      '255.255.255.255',
    ],
    ...[
      '::',
      '::1',
      '::ffff:127.0.0.1',
      '::ffff:10.0.0.1',
      '::ffff:a9fe:a9fe',
      '::127.0.0.1',
      // As an address in a URL is written anew.
      '::7f00:1',
      '::a9fe:a9fe',
      '1::1',
      '4000::1',
      'fe80::1',
      'fec0::1',
    ],
    ...[
      'fc00::1',
      'fd00:ec2::254',
      'ff02::1',
      '64:ff9b::7f00:1',
      '2002:7f00:1::',
      '2001::1',
      '2001:db8::1',
      '100::1',
    ],
    ...['', 'localhost', '1', '1.2.3', 'example.com', 'fe80::1%eth0'],
  ];
  for (const address of closed) {
    it(`is not ${JSON.stringify(address)}`, () => {
      assert.equal(isPublicAddress(address), false);
    });
  }
  for (const address of [
    '1.1.1.1',
    '93.184.216.34',
    '172.32.0.1',
    '100.128.0.1',
    '2606:4700::1111',
    '::ffff:1.1.1.1',
  ]) {
    it(`may be ${address}`, () => {
      assert.equal(isPublicAddress(address), true);
    });
  }

  const refused: [string, RegExp][] = [
    ['https://127.0.0.1/', /private/],
    ['https://2130706433/', /private/],
    ['https://0x7f000001/', /private/],
    ['https://0177.0.0.1/', /private/],
    ['https://127.1/', /private/],
    ['https://①②⑦.0.0.1/', /private/],
    ['https://169.254.169.254/latest/meta-data', /private/],
    ['https://[::1]/', /private/],
    ['https://LOCALHOST/', /private/],
    ['https://app.localhost.:8443/', /private/],
    ['https://[::127.0.0.1]/', /private/],
    ['https://[::ffff:10.0.0.1]/', /private/],
    ['https://[0:0:0:0:0:ffff:7f00:1]/', /private/],
    ['https://[fe80::1%25eth0]/', /not an address/],
    ['http://example.com/', /https.*ROLLCALL_WEBHOOKS_ALLOW_PRIVATE/],
    ['ftp://example.com/', /https/],
    ['file:///etc/passwd', /https/],
    ['javascript:alert(1)', /https/],
    ['https://user:password@example.com/', /password/],
    ['https://user@example.com/', /password/],
    ['example.com/hooks', /not an address/],
    ['', /not an address/],
    [`https://example.com/${'x'.repeat(2_000)}`, /not an address/],
  ];
  for (const [url, problem] of refused) {
    it(`takes no ${url.slice(0, 60)}`, () => {
      assert.match(problemOfUrl(url, false) ?? '', problem);
    });
  }
  it('takes https addresses by name, and private ones over http where they are allowed', () => {
    assert.equal(problemOfUrl('https://hooks.example.com:8443/rollcall?x=1', false), null);
    assert.equal(problemOfUrl('https://93.184.216.34/', false), null);
    assert.equal(problemOfUrl('https://localhost.example.com/', false), null);
    assert.equal(problemOfUrl('http://127.0.0.1:9000/', true), null);
    assert.match(problemOfUrl('http://user:password@127.0.0.1/', true) ?? '', /password/);
  });

  const lookUp = (resolve: Resolve, options: { all?: boolean; family?: number } = { all: true }) =>
    new Promise<string | LookupAddress[]>((done, fail) => {
      publicLookup(false, resolve)('hooks.example.com', options, (error, address) => {
        if (error === null) done(address);
        else fail(error);
      });
    });
  const at =
    (...addresses: string[]): Resolve =>
    () =>
      Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));

  it('a name that leads inside once it led outside passes nothing', async () => {
    const answers = [at('93.184.216.34'), at('127.0.0.1'), at('::ffff:10.0.0.1'), at('169.254.169.254')];
    let asked = 0;
    const resolve: Resolve = (name) => (answers[asked++] ?? at())(name);
    assert.deepEqual(await lookUp(resolve), [{ address: '93.184.216.34', family: 4 }]);
    for (let i = 0; i < 3; i += 1) await assert.rejects(lookUp(resolve), { code: 'PRIVATE_ADDRESS' });
  });
  it('a name with one private address among public ones passes nothing', async () => {
    await assert.rejects(lookUp(at('93.184.216.34', '10.0.0.1')), { code: 'PRIVATE_ADDRESS' });
    await assert.rejects(lookUp(at('93.184.216.34', '::1'), { family: 4 }), { code: 'PRIVATE_ADDRESS' });
  });
  it('a name without an address, or that cannot be asked for, is a failure', async () => {
    await assert.rejects(lookUp(at()), { code: 'ENOTFOUND' });
    await assert.rejects(
      lookUp(() => Promise.reject(Object.assign(new Error(), { code: 'EAI_AGAIN' }))),
      {
        code: 'EAI_AGAIN',
      },
    );
  });
  it('answers in the form that was asked for', async () => {
    assert.equal(await lookUp(at('2606:4700::1111', '1.1.1.1'), { family: 4 }), '1.1.1.1');
  });
});
