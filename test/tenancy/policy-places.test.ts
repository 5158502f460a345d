import assert from 'node:assert/strict';
import { placesIn } from '../../src/tenancy/policy-places.ts';

describe('A line of a policy version', () => {
  const yaml = 'version: rollcall/v1\ntenant: acme\ngroups: { default_role: viewer }\n';
  const fileOf = (origin: 'file' | 'api', author: string): string =>
    placesIn({ version: 2, yaml, origin, author }, 'acme')('/groups/default_role').file;

  it('is of the file that the version came from', () => {
    assert.equal(fileOf('file', 'customers/acme-2.policy.yaml'), 'acme-2.policy.yaml');
    assert.equal(fileOf('api', 'console'), 'acme.policy.yaml');
  });

  it('is of no file that is called like whoever pushed it', () => {
    for (const author of ['ada', 'the main branch', 'team/ada']) {
      assert.equal(fileOf('file', author), 'acme.policy.yaml', author);
    }
  });
});
