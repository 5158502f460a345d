import assert from 'node:assert/strict';
import { profileNames } from '../../../../src/sources/scim/profiles/profile.ts';
import { suggestProfile } from '../../../../src/sources/scim/profiles/suggest-profile.ts';

const entra = [
  { name: 'boolean_as_string', count: 12 },
  { name: 'op_capitals', count: 1_040 },
];

describe('the suggestion of a profile', () => {
  it('names the identity provider, what speaks for it, and what to do', () => {
    assert.deepEqual(suggestProfile('generic', entra), {
      profile: 'entra',
      because:
        'The traffic looks like Entra ID: booleans as strings (12 times), operations in capitals (1,040 times). ' +
        'Choose the profile entra.',
    });
  });

  it('is made under every other profile, and not under the right one', () => {
    for (const name of profileNames) {
      assert.equal(suggestProfile(name, entra)?.profile, name === 'entra' ? undefined : 'entra');
    }
  });

  it('needs more than a request or two', () => {
    assert.equal(suggestProfile('generic', [{ name: 'boolean_as_string', count: 2 }]), null);
    assert.equal(suggestProfile('generic', [{ name: 'okta_user_agent', count: 3 }]), null);
    assert.equal(suggestProfile('generic', [{ name: 'okta_user_agent', count: 4 }])?.profile, 'okta');
    assert.equal(suggestProfile('generic', []), null);
  });

  it('is never made for a weak sign alone, however often it is seen', () => {
    for (const name of ['members_excluded', 'guid_lookup', 'remove_with_values']) {
      assert.equal(suggestProfile('generic', [{ name, count: 1_000_000 }]), null);
    }
  });

  it('is not made where two identity providers seem to use one directory', () => {
    assert.equal(suggestProfile('generic', [...entra, { name: 'okta_user_agent', count: 500 }]), null);
  });

  it('stays with the profile that most speaks for', () => {
    assert.equal(
      suggestProfile('onelogin', [
        { name: 'old_schema_urn', count: 10 },
        { name: 'op_capitals', count: 10 },
      ]),
      null,
    );
  });

  it('finds OneLogin by its template, Ping by its primaries and Google by its User-Agent', () => {
    assert.equal(
      suggestProfile('okta', [
        { name: 'old_schema_urn', count: 30 },
        { name: 'remove_with_values', count: 30 },
      ])?.profile,
      'onelogin',
    );
    assert.equal(suggestProfile('generic', [{ name: 'several_primaries', count: 8 }])?.profile, 'ping');
    assert.equal(suggestProfile('generic', [{ name: 'google_user_agent', count: 8 }])?.profile, 'google');
  });

  it('ignores signs that are not known, also those named like what every object has', () => {
    const unknown = ['toString', '__proto__', 'from a later version'].map((name) => ({ name, count: 1_000 }));
    assert.equal(suggestProfile('generic', unknown), null);
    assert.equal(suggestProfile('generic', [...unknown, ...entra])?.profile, 'entra');
  });
});
