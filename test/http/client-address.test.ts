import assert from 'node:assert/strict';
import type { Request } from 'express';
import { createClientAddress, isProxyRange } from '../../src/http/client-address.ts';

const asked = (remoteAddress: string | undefined, forwarded?: string) =>
  ({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  }) as unknown as Request;

describe('the address of whoever asks', () => {
  it('is that of the connection where no proxy is trusted', () => {
    const address = createClientAddress([]);
    assert.equal(address(asked('203.0.113.7', '198.51.100.1')), '203.0.113.7');
    assert.equal(address(asked('::ffff:203.0.113.7')), '203.0.113.7');
    assert.equal(address(asked(undefined)), 'unknown');
  });

  it('is the last that a trusted proxy names and that is no trusted proxy itself', () => {
    const address = createClientAddress(['10.0.0.0/8', '2001:db8::7', '::ffff:192.0.2.0/120']);
    for (const [from, forwarded, found] of [
      ['10.0.0.2', '198.51.100.1', '198.51.100.1'],
      ['::ffff:10.0.0.2', '198.51.100.1', '198.51.100.1'],
      ['10.0.0.2', '1.1.1.1, 198.51.100.1, 10.9.9.9', '198.51.100.1'],
      ['10.0.0.2', '1.1.1.1,192.0.2.9,2001:db8:0:0::7', '1.1.1.1'],
      ['10.0.0.2', '198.51.100.1:4711', '198.51.100.1'],
      ['10.0.0.2', '[2001:db8::1]:443', '2001:db8:0:0:0:0:0:1'],
      // Whoever is not trusted may write what they like.
      ['203.0.113.7', '198.51.100.1', '203.0.113.7'],
      // What is no address stands for the proxy before it, and for nothing further left.
      ['10.0.0.2', '198.51.100.1, unknown', '10.0.0.2'],
      ['10.0.0.2', '198.51.100.1, 0x0a000001', '10.0.0.2'],
      ['10.0.0.2', '', '10.0.0.2'],
      ['10.0.0.2', undefined, '10.0.0.2'],
      ['10.0.0.2', '10.0.0.3', '10.0.0.3'],
    ] as const) {
      assert.equal(address(asked(from, forwarded)), found, `${from} ${String(forwarded)}`);
    }
  });

  it('is believed of addresses and ranges that are written in full, and never of everybody', () => {
    for (const range of ['10.0.0.1', '10.0.0.0/8', '2001:db8::/32', '::1'])
      assert.ok(isProxyRange(range), range);
    for (const range of [
      '0.0.0.0/0',
      '::/0',
      '10/8',
      '10.1',
      'proxy.example.com',
      '10.0.0.0/33',
      'loopback',
      '/8',
      '',
    ])
      assert.ok(!isProxyRange(range), range);
  });
});
