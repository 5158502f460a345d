import assert from 'node:assert/strict';
import { exactTime, relativeTime } from '../../../src/web/parts/relative-time.ts';

const now = new Date('2026-11-22T12:00:00Z');
const at = (seconds: number) => relativeTime(new Date(now.getTime() + seconds * 1_000), now, 'en');

describe('times as people say them', () => {
  it('that are over round towards now, in the largest unit that fits', () => {
    assert.equal(at(-2), 'now');
    assert.equal(at(-59), '59 seconds ago');
    assert.equal(at(-119), '1 minute ago');
    assert.equal(at(-3_600), '1 hour ago');
    assert.equal(at(-86_400), 'yesterday');
    assert.equal(at(-86_400 * 29), '29 days ago');
    assert.equal(at(-86_400 * 40), 'last month');
    assert.equal(at(-86_400 * 800), '2 years ago');
    assert.equal(at(86_400 * 3 + 5), 'in 3 days');
  });

  it('of what is to come are the nearest, in days for as long as they say when', () => {
    assert.equal(at(59.7 * 60), 'in 1 hour');
    assert.equal(at(3_600 * 12 - 30), 'in 12 hours');
    assert.equal(at(3_600 * 72 - 100), 'in 3 days');
    assert.equal(at(86_400 * 45), 'in 45 days');
    assert.equal(at(86_400 * 90), 'in 3 months');
  });

  it('take what is just to come for now, because clocks differ', () => {
    assert.equal(at(20), 'now');
    assert.equal(at(40), 'in 40 seconds');
  });

  it('have an exact form in the zone of the reader', () => {
    assert.match(exactTime(now, 'en', 'Europe/Berlin'), /Sunday, November 22, 2026.*1:00:00.*GMT\+1/);
  });
});
