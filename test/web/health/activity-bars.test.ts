import assert from 'node:assert/strict';
import type { ActivityDay } from '../../../src/generated/api.ts';
import { barsOf, seriesOf } from '../../../src/web/health/activity-bars.ts';

const day = (given: Partial<ActivityDay> = {}): ActivityDay => ({
  day: '2026-01-15',
  people: 0,
  groups: 0,
  memberships: 0,
  connection: 0,
  other: 0,
  resync: 0,
  ...given,
});

describe('the chart of events', () => {
  it('draws the kinds that came, with the connection among the others', () => {
    const days = [day({ people: 3 }), day({ day: '2026-01-16', other: 1, connection: 2, resync: 4 })];
    assert.deepEqual(
      seriesOf(days).map(({ key }) => key),
      ['people', 'resync', 'other'],
    );
    const bars = barsOf(days);
    assert.deepEqual(
      bars.map(({ key, values }) => [key, values['people'], values['resync'], values['other']]),
      [
        ['2026-01-15', 3, 0, 0],
        ['2026-01-16', 0, 4, 3],
      ],
    );
  });
});
