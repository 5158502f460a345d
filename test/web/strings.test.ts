import assert from 'node:assert/strict';
import { strings } from '../../src/web/strings/strings.ts';
import { unusedStrings } from '../support/unused-strings.ts';

describe('the texts of the web application', () => {
  it('are all used', () => {
    assert.deepEqual(unusedStrings(strings, 'src/web'), []);
  });

  it('are found where nothing names them', () => {
    const texts = { ...strings, common: { ...strings.common, forgotten: 'Forgotten' } };
    assert.ok(unusedStrings(texts, 'src/web').includes('common.forgotten'));
  });
});
