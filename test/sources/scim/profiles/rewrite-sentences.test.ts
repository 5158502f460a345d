import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { rewritePhrases, rewriteSentence } from '../../../../src/sources/scim/profiles/rewrite-sentences.ts';

describe('the sentence of a rewrite', () => {
  it('has the identity provider, what it sends, and how often', () => {
    assert.equal(
      rewriteSentence('entra', 'boolean_as_string', 1_204),
      'Entra sends booleans as strings: 1,204 times',
    );
    assert.equal(
      rewriteSentence('onelogin', 'object_for_many_values', 1),
      'OneLogin sends objects where arrays belong: 1 time',
    );
    assert.equal(
      rewriteSentence('generic', 'boolean_as_string', 2),
      'The identity provider sends booleans as strings: 2 times',
    );
  });

  it('is there for a rewrite of another version too', () => {
    assert.equal(
      rewriteSentence('okta', 'toString', 1_000_000),
      'Okta sends what the rewrite toString is for: 1,000,000 times',
    );
  });

  it('is there for every rewrite that is counted', () => {
    const folder = new URL('../../../../src/sources/scim/profiles/rewrites/', import.meta.url);
    const counted = readdirSync(folder)
      .flatMap((file) => [...readFileSync(new URL(file, folder), 'utf8').matchAll(/^ {2}name: '(\w+)',$/gm)])
      .map((match) => match[1])
      .filter((name) => name !== 'unmapped_null');
    assert.deepEqual(new Set([...counted, 'value_path_upsert']), new Set(Object.keys(rewritePhrases)));
  });
});
