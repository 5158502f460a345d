import assert from 'node:assert/strict';
import { isSameValue } from '../../../../src/sources/scim/protocol/same-value.ts';
import { defineAttribute } from '../../../../src/sources/scim/protocol/schemas/define-attribute.ts';

const text = defineAttribute({ name: 'text', description: '' });
const exact = defineAttribute({ name: 'exact', description: '', caseExact: true });
const several = defineAttribute({ name: 'several', description: '', multiValued: true });
const complex = defineAttribute({
  name: 'complex',
  description: '',
  type: 'complex',
  subAttributes: [text, exact],
});

describe('two values of an attribute', () => {
  it('are the same without case, unless case counts', () => {
    assert.equal(isSameValue(text, 'Ab', 'aB'), true);
    assert.equal(isSameValue(exact, 'Ab', 'aB'), false);
    assert.equal(isSameValue(complex, { text: 'A', exact: 'a' }, { exact: 'a', text: 'a' }), true);
    assert.equal(isSameValue(complex, { text: 'a', exact: 'A' }, { text: 'a', exact: 'a' }), false);
  });

  it('are the same in any order where there are several', () => {
    assert.equal(isSameValue(several, ['a', 'B'], ['b', 'A']), true);
    assert.equal(isSameValue(several, ['a', 'b'], ['a']), false);
  });

  it('are not the same where one is only written like the other, or is not there', () => {
    assert.equal(isSameValue(text, '1', 1), false);
    assert.equal(isSameValue(text, 'true', true), false);
    assert.equal(isSameValue(text, 'null', undefined), false);
    assert.equal(isSameValue(several, ['a,b'], ['a', 'b']), false);
    assert.equal(isSameValue(several, ['a","b'], ['a', 'b']), false);
    assert.equal(isSameValue(complex, { text: 'a' }, { exact: 'a' }), false);
  });
});
