import assert from 'node:assert/strict';
import {
  isNoticeGivenUp,
  noticeAllowedAt,
  noticeDueAt,
  noticeRetryAt,
} from '../../src/domain/notice-times.ts';

describe('The times of notices', () => {
  const at = (time: string) => new Date(`2026-${time}Z`);

  it('let what is told at once gather for five seconds', () => {
    assert.deepEqual(noticeDueAt('at_once', at('01-15T09:00:00')), at('01-15T09:00:05'));
  });

  const digests: [now: string, due: string][] = [
    ['01-15T06:59:59', '01-15T07:00:00'],
    ['01-15T07:00:00', '01-16T07:00:00'],
    ['01-15T09:00:00', '01-16T07:00:00'],
    ['01-31T23:59:59', '02-01T07:00:00'],
    ['03-29T00:30:00', '03-29T07:00:00'],
  ];
  for (const [now, due] of digests) {
    it(`put what happens at ${now} into the digest of ${due}`, () => {
      assert.deepEqual(noticeDueAt('daily', at(now)), at(due));
    });
  }

  it('let a channel be told once a minute', () => {
    assert.ok(noticeAllowedAt(null) < at('01-01T00:00:00'));
    assert.deepEqual(noticeAllowedAt(at('01-15T09:00:00')), at('01-15T09:01:00'));
  });

  it('space attempts out to half an hour, and give up after a day', () => {
    const now = at('01-15T09:00:00');
    const waits = [1, 2, 3, 4, 5, 6, 7, 8, 100].map(
      (attempts) => (noticeRetryAt(attempts, now).getTime() - now.getTime()) / 1_000,
    );
    assert.deepEqual(waits, [30, 60, 120, 240, 480, 960, 1800, 1800, 1800]);
    assert.equal(isNoticeGivenUp(now, at('01-16T08:59:59')), false);
    assert.equal(isNoticeGivenUp(now, at('01-16T09:00:00')), true);
  });
});
