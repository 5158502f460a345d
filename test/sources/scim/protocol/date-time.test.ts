import assert from 'node:assert/strict';
import { isDateTime } from '../../../../src/sources/scim/protocol/date-time.ts';

describe('an xsd:dateTime', () => {
  it('has a date, a time, and perhaps a fraction and a zone', () => {
    for (const valid of [
      '2008-01-23T04:56:22Z',
      '2008-01-23T04:56:22',
      '2008-01-23T04:56:22.5Z',
      '2008-01-23T04:56:22.123456789+14:00',
      '2008-01-23T04:56:22-07:00',
      '2024-02-29T00:00:00Z',
      '2000-02-29T00:00:00Z',
      '0001-01-01T00:00:00Z',
      '9999-12-31T23:59:59Z',
      '2008-01-23T24:00:00Z',
      '2008-01-23T24:00:00.000Z',
    ]) {
      assert.equal(isDateTime(valid), true, valid);
    }
  });

  it('is on a day that exists, at a time that exists', () => {
    for (const invalid of [
      '2023-02-29T00:00:00Z',
      '1900-02-29T00:00:00Z',
      '2023-04-31T00:00:00Z',
      '2023-13-01T00:00:00Z',
      '2023-00-01T00:00:00Z',
      '2023-01-00T00:00:00Z',
      '2023-01-32T00:00:00Z',
      '0000-01-01T00:00:00Z',
      '2023-01-01T25:00:00Z',
      '2023-01-01T24:00:01Z',
      '2023-01-01T24:00:00.001Z',
      '2023-01-01T23:60:00Z',
      '2023-01-01T23:59:60Z',
      '2023-01-01T23:59:59+14:01',
      '2023-01-01T23:59:59+15:00',
      '2023-01-01T23:59:59+01:60',
    ]) {
      assert.equal(isDateTime(invalid), false, invalid);
    }
  });

  it('is nothing else that looks like one', () => {
    for (const invalid of [
      '',
      '2023-01-01',
      '12:00:00Z',
      '2023-01-01 12:00:00Z',
      '2023-01-01T12:00Z',
      '2023-1-1T12:00:00Z',
      '2023-01-01T12:00:00z',
      '2023-01-01T12:00:00.Z',
      '2023-01-01T12:00:00+0100',
      '2023-01-01T12:00:00Z\n',
      ' 2023-01-01T12:00:00Z',
      `2023-01-01T12:00:00.${'1'.repeat(100_000)}Z`,
    ]) {
      assert.equal(isDateTime(invalid), false, invalid.slice(0, 40));
    }
  });
});
