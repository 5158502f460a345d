import type { PersonFacts, PersonGroup } from '../../src/domain/decision.ts';
import type { Catalog } from '../../src/generated/catalog.ts';
import type { DirectoryUserResource } from '../../src/generated/directory-user.ts';
import type { PolicyDocument } from '../../src/generated/policy.ts';
import { ENTERPRISE_URN } from '../../src/policy/attribute-path.ts';
import { compilePolicy, type CompiledPolicy } from '../../src/policy/compile.ts';
import { mergeWithDefault, type EffectivePolicy } from '../../src/policy/effective-policy.ts';

export const CATALOG: Catalog = {
  version: 'rollcall/v1',
  roles: [
    { key: 'owner', administers: true },
    { key: 'admin', administers: true },
    { key: 'member' },
    { key: 'viewer' },
  ],
  workspace_roles: [{ key: 'admin' }, { key: 'member' }],
  attributes: {
    department: { type: 'text' },
    title: { type: 'text' },
    country: { type: 'text' },
    employee_type: { type: 'text', values: ['employee', 'contractor'] },
    locale: { type: 'text' },
    level: { type: 'number' },
    remote: { type: 'boolean' },
    skills: { type: 'list' },
    starts_on: { type: 'text' },
  },
};

/** The policy of the language's documentation, as far as most tests need it. */
const ACME: PolicyDocument = {
  version: 'rollcall/v1',
  tenant: 'acme',
  attributes: {
    map: {
      department: { from: 'enterprise.department' },
      title: { from: 'title' },
      country: { from: 'addresses.work.country' },
      employee_type: { from: 'userType', values: { E: 'employee', C: 'contractor' }, if_missing: 'employee' },
      locale: { from: 'locale', if_missing: 'en-US', apply: 'on_create' },
    },
  },
  filters: {
    include: [
      {
        name: 'Staff in our countries',
        all: [
          { attribute: 'employee_type', in: ['employee', 'contractor'] },
          { attribute: 'country', in: ['US', 'DE', 'FR'] },
        ],
      },
    ],
    exclude: [{ name: 'Service accounts', any: [{ attribute: 'email', starts_with: 'svc-' }] }],
    out_of_scope: 'deactivate',
  },
  groups: {
    match_by: 'id',
    precedence: 'strongest',
    default_role: 'member',
    never_grant: ['owner'],
    manual_roles: 'replace',
    map: [
      { id: '00g1', name: 'saas-admins', role: 'admin' },
      { id: '00g2', name: 'saas-members', role: 'member' },
      { id: '00g3', name: 'engineering', workspaces: [{ key: 'engineering', role: 'member' }] },
      { id: '00g4', name: 'eng-leads', role: 'member', workspaces: [{ key: 'engineering', role: 'admin' }] },
    ],
  },
  rules: [
    {
      name: 'Contractors never administer',
      because: 'Security addendum 4.2',
      when: {
        all: [
          { attribute: 'employee_type', equals: 'contractor' },
          { fact: 'role', equals: 'admin' },
        ],
      },
      then: { cap_role: 'member', notify: 'security' },
    },
  ],
};

/** Sections of a policy that replace those of the documentation's. */
export function effective(sections: Partial<PolicyDocument> = {}): EffectivePolicy {
  return mergeWithDefault({ ...ACME, ...sections }, { version: 'rollcall/v1' });
}

export function compiled(sections: Partial<PolicyDocument> = {}, catalog: Catalog = CATALOG): CompiledPolicy {
  return compilePolicy(effective(sections), catalog, 1);
}

/** Without filters, attributes, rules and groups: what a test adds is all there is. */
export function bare(sections: Partial<PolicyDocument> = {}): CompiledPolicy {
  return compiled({
    attributes: { map: {} },
    filters: {},
    rules: [],
    groups: { default_role: 'member' },
    ...sections,
  });
}

export function group(
  name: string,
  sourceId = `directory_group_${name}`,
  externalId: string | null = null,
): PersonGroup {
  return { sourceId, externalId, name };
}

export const ADMINS = group('saas-admins', '00g1');
export const MEMBERS = group('saas-members', '00g2');
export const ENGINEERING = group('engineering', '00g3');
export const LEADS = group('eng-leads', '00g4');

export const RESOURCE: DirectoryUserResource = {
  userName: 'ada@acme.example',
  displayName: 'Ada Example',
  name: { givenName: 'Ada', familyName: 'Example' },
  title: 'Engineer',
  userType: 'E',
  emails: [{ value: 'ada@acme.example', type: 'work', primary: true }],
  addresses: [{ type: 'work', country: 'US' }],
  [ENTERPRISE_URN]: { department: 'R&D' },
};

export function person(facts: Partial<PersonFacts> = {}): PersonFacts {
  return {
    source: 'workos',
    activeInDirectory: true,
    resource: RESOURCE,
    groups: [],
    manualRole: null,
    promotedRole: null,
    account: null,
    ...facts,
  };
}

export function account(
  changes: Partial<NonNullable<PersonFacts['account']>> = {},
): NonNullable<PersonFacts['account']> {
  return {
    status: 'active',
    role: 'member',
    attributes: {},
    email: 'ada@acme.example',
    isLastAdministrator: false,
    ...changes,
  };
}
