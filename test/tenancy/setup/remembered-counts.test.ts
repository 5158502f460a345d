import assert from 'node:assert/strict';
import type { Transaction } from '../../../src/store/database.ts';
import { createRememberedCounts } from '../../../src/tenancy/setup/remembered-counts.ts';
import { createTestClock } from '../../support/test-clock.ts';

describe('What the setup of a directory counts', () => {
  it('is counted anew for a small one, and once in fifteen seconds for a big one', async () => {
    const clock = createTestClock();
    const sizes: Record<string, number> = { small: 10, big: 6_000 };
    const asked: string[] = [];
    const counts = createRememberedCounts(clock, (_trx, _tenantId, directoryId) => {
      asked.push(directoryId);
      return Promise.resolve({
        ...{ people: sizes[directoryId] ?? 0, groups: 0, memberships: 0 },
        ...{ waiting: 0, set_aside: 0 },
      });
    });
    const people = async (directoryId: string, tenantId = 'acme') =>
      (await counts({} as Transaction, tenantId, directoryId)).people;
    for (let time = 0; time < 3; time += 1) await people('small');
    assert.equal(asked.splice(0).length, 3);
    assert.equal(await people('big'), 6_000);
    sizes['big'] = 7_000;
    clock.advance(14_999);
    assert.equal(await people('big'), 6_000);
    assert.equal(asked.splice(0).length, 1);
    assert.equal(await people('big', 'globex'), 7_000, 'of another tenant');
    clock.advance(1);
    assert.equal(await people('big'), 7_000);
  });
});
