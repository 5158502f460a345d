import assert from 'node:assert/strict';
import type { DirectoryUserResource } from '../../../src/generated/directory-user.ts';
import { toDirectoryUser } from '../../../src/sources/workos/to-directory-user.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const fromCustom = (custom_attributes: unknown) => toDirectoryUser({ custom_attributes });

describe('a WorkOS directory user as a SCIM resource', () => {
  it('holds everything that has a SCIM name, and the rest under custom', () => {
    const resource = toDirectoryUser({
      id: 'directory_user_1',
      idp_id: '1',
      email: 'ada@acme.com',
      first_name: 'Ada',
      last_name: 'Lovelace',
      state: 'active',
      role: { slug: 'admin' },
      roles: [{ slug: 'admin' }],
      groups: [{ id: 'directory_group_1' }],
      raw_attributes: { password: 'hunter2' },
      custom_attributes: {
        username: 'ada',
        display_name: 'Countess Lovelace',
        job_title: 'Analyst',
        employee_type: 'E',
        preferred_language: 'en-GB',
        emails: [
          { value: 'ada@home.example', type: 'home', primary: true },
          { value: 'ADA@acme.com', type: 'work', primary: false },
        ],
        addresses: [
          {
            type: 'work',
            primary: true,
            raw_address: '1 Main St, Springfield',
            street_address: '1 Main St',
            locality: 'Springfield',
            region: 'IL',
            postal_code: '62701',
            country: 'US',
          },
        ],
        phone_numbers: [{ value: '+1 555 0100', type: 'mobile', primary: true }, '+1 555 0101'],
        department_name: 'Mathematics',
        division_name: 'Research',
        cost_center_name: 4711,
        organization: 'Acme',
        employee_number: 42,
        manager_email: 'charles@acme.com',
        manager_name: 'Charles',
        employment_start_date: '2020-01-01',
        shoe_size: 38,
        remote: false,
        badges: ['a', { b: [1] }],
        nothing: null,
      },
    });
    assert.deepEqual(resource, {
      userName: 'ada',
      displayName: 'Countess Lovelace',
      name: { formatted: 'Ada Lovelace', givenName: 'Ada', familyName: 'Lovelace' },
      emails: [
        { value: 'ada@home.example', type: 'home', primary: false },
        { value: 'ADA@acme.com', type: 'work', primary: true },
      ],
      title: 'Analyst',
      userType: 'E',
      locale: 'en-GB',
      addresses: [
        {
          formatted: '1 Main St, Springfield',
          streetAddress: '1 Main St',
          locality: 'Springfield',
          region: 'IL',
          postalCode: '62701',
          country: 'US',
          type: 'work',
          primary: true,
        },
      ],
      phoneNumbers: [{ value: '+1 555 0100', type: 'mobile', primary: true }, { value: '+1 555 0101' }],
      [ENTERPRISE]: {
        employeeNumber: '42',
        costCenter: '4711',
        organization: 'Acme',
        division: 'Research',
        department: 'Mathematics',
        manager: { value: 'charles@acme.com', displayName: 'Charles' },
      },
      custom: {
        employment_start_date: '2020-01-01',
        shoe_size: 38,
        remote: false,
        badges: ['a', { b: [1] }],
        workos_role: 'admin',
      },
    } satisfies DirectoryUserResource);
  });

  it('is empty for somebody of whom nothing is known', () => {
    assert.deepEqual(toDirectoryUser({}), {});
    assert.deepEqual(
      toDirectoryUser({ email: null, custom_attributes: null, emails: [], username: null }),
      {},
    );
  });

  describe('with its e-mail addresses', () => {
    const at = (value: string, primary?: boolean) => ({
      value,
      ...(primary === undefined ? {} : { primary }),
    });
    const cases: [string, Record<string, unknown>, DirectoryUserResource['emails']][] = [
      [
        'has the top-level address as primary and work when it is the only one',
        { email: 'a@x.com' },
        [{ value: 'a@x.com', type: 'work', primary: true }],
      ],
      [
        'puts the top-level address first when the list lacks it',
        { email: 'a@x.com', custom_attributes: { emails: [{ value: 'b@x.com', primary: true }] } },
        [{ value: 'a@x.com', type: 'work', primary: true }, at('b@x.com', false)],
      ],
      [
        'prefers the custom list to the legacy one',
        { emails: [{ value: 'old@x.com' }], custom_attributes: { emails: [{ value: 'new@x.com' }] } },
        [at('new@x.com')],
      ],
      [
        'reads the legacy list when the custom one is empty',
        { emails: [{ value: 'old@x.com' }], custom_attributes: { emails: [] } },
        [at('old@x.com')],
      ],
      [
        'lets only the first of two primaries be one',
        {
          emails: [
            { value: 'a@x.com' },
            { value: 'b@x.com', primary: true },
            { value: 'c@x.com', primary: true },
          ],
        },
        [at('a@x.com'), at('b@x.com', true), at('c@x.com', false)],
      ],
      [
        'takes addresses written as plain text, and leaves out what is none',
        { emails: ['a@x.com', 7, null, {}, { value: null }, { value: 'b@x.com', type: 3, primary: 'yes' }] },
        [at('a@x.com'), at('b@x.com')],
      ],
      [
        'leaves out an address beyond the length that mail allows',
        { email: `${'a'.repeat(320)}@x.com` },
        undefined,
      ],
    ];
    for (const [behaviour, user, emails] of cases) {
      it(behaviour, () => assert.deepEqual(toDirectoryUser(user).emails, emails));
    }
  });

  describe('with names', () => {
    it('takes the full name that WorkOS gives', () => {
      const resource = toDirectoryUser({ name: 'Lovelace, Ada', first_name: 'Ada' });
      assert.equal(resource.displayName, 'Lovelace, Ada');
      assert.deepEqual(resource.name, { formatted: 'Lovelace, Ada', givenName: 'Ada' });
    });
    it('makes do with one name', () => {
      assert.equal(toDirectoryUser({ first_name: ' Ada ', last_name: null }).displayName, 'Ada');
    });
    it('reads username and job_title at the top when they are not custom', () => {
      const resource = toDirectoryUser({
        username: 'ada',
        job_title: 'Analyst',
        custom_attributes: { username: '' },
      });
      assert.equal(resource.userName, 'ada');
      assert.equal(resource.title, 'Analyst');
    });
  });

  it('leaves an attribute of a wrong type out of its SCIM place and keeps it under custom', () => {
    const custom = {
      job_title: 7,
      department: { name: 'x' },
      addresses: 'Berlin',
      phone_numbers: 5,
      manager_id: true,
    };
    assert.deepEqual(fromCustom(custom), { custom });
  });

  it('keeps the second name of an attribute under custom', () => {
    const resource = fromCustom({ department_name: 'Mathematics', department: 'Dept. 12' });
    assert.deepEqual(resource, {
      [ENTERPRISE]: { department: 'Mathematics' },
      custom: { department: 'Dept. 12' },
    });
  });

  it('takes a second name when the first is unusable', () => {
    assert.deepEqual(fromCustom({ employee_type: null, employment_type: 'C' }), { userType: 'C' });
  });

  it('keeps a text that is too long for a line under custom only', () => {
    const job_title = 'x'.repeat(1001);
    assert.deepEqual(fromCustom({ job_title }), { custom: { job_title } });
  });

  it('does not take a role of WorkOS for anything but an attribute', () => {
    assert.deepEqual(toDirectoryUser({ role: { slug: 'owner' } }), { custom: { workos_role: 'owner' } });
    assert.deepEqual(toDirectoryUser({ role: 'owner', roles: ['owner'] }), {});
    assert.deepEqual(
      toDirectoryUser({ role: { slug: 'member' }, custom_attributes: { workos_role: 'owner' } }),
      {
        custom: { workos_role: 'member' },
      },
    );
  });

  it('takes attributes only from an object', () => {
    for (const attributes of [[], ['username'], 'username', 7]) assert.deepEqual(fromCustom(attributes), {});
  });
});
