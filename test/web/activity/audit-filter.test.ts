import assert from 'node:assert/strict';
import { queryOf, readFilter, writeFilter } from '../../../src/web/activity/audit-filter.ts';
import { returnAddress } from '../../../src/web/sign-in/return-address.ts';
import { countingIn } from '../../../src/web/strings/plural.ts';

const now = new Date('2026-11-22T12:00:00Z');

describe('the filter of audit records', () => {
  it('is the same after a way through the address', () => {
    for (const address of [
      '',
      'kind=role.changed',
      'kind=x&person=1&time=week',
      'time=days&from=2026-01-01&to=2026-01-31',
    ]) {
      assert.equal(writeFilter(readFilter(new URLSearchParams(address))).toString(), address);
    }
  });

  it('leaves out what an address says that cannot be', () => {
    const filter = readFilter(new URLSearchParams('time=__proto__&from=2026-13-45&to=yesterday'));
    assert.deepEqual(filter, { action: null, userId: null, span: 'all', from: null, to: null });
  });

  it('asks for a span that ends now, or for whole days of the reader', () => {
    const spanned = queryOf(readFilter(new URLSearchParams('time=day')), now);
    assert.deepEqual(spanned, { since: '2026-11-21T12:00:00.000Z' });
    const days = queryOf(readFilter(new URLSearchParams('time=days&from=2026-11-20&to=2026-11-20')), now);
    assert.equal(Date.parse(days.until ?? '') - Date.parse(days.since ?? ''), 86_400_000 - 1);
  });
});

describe('the address to go to once signed in', () => {
  it('is a page of the console, whatever is asked', () => {
    assert.equal(returnAddress('/admin/tenants/acme?x=1'), '/admin/tenants/acme?x=1');
    for (const asked of [
      null,
      '',
      '//evil.example',
      'https://evil.example',
      '/portal',
      '/administrator',
      '/admin//evil',
      '/admin/\\evil',
      '/admin/../portal',
      '/admin/%2e%2e/portal',
    ]) {
      assert.equal(returnAddress(asked), '/admin', String(asked));
    }
  });
});

describe('plurals', () => {
  it('follow the rules of their language', () => {
    const polish = countingIn('pl');
    const forms = { one: '# osoba', few: '# osoby', other: '# osób' };
    assert.deepEqual(
      [1, 3, 5, 1_200].map((count) => polish.plural(count, forms).replaceAll(/\s/g, ' ')),
      ['1 osoba', '3 osoby', '5 osób', '1200 osób'],
    );
    assert.equal(countingIn('en').plural(1_200, { one: '# person', other: '# people' }), '1,200 people');
  });
});
