import { stringify } from 'yaml';
import type { OfficeGroups } from './stage.ts';

/** The policy of the simulated company, in the language of customer success. `domain` is that of its addresses. */
export function demoPolicy(slug: string, domain: string, groups: OfficeGroups): string {
  const workspaceOf = (key: string) => ({ workspaces: [{ key, role: 'member' }] });
  const grants: [{ id: string; name: string }, object][] = [
    [groups.admins, { role: 'admin' }],
    [groups.engineering, workspaceOf('engineering')],
    [groups.sales, workspaceOf('sales')],
    [groups.support, workspaceOf('support')],
    [groups.finance, workspaceOf('finance')],
    [groups.launchCrew, workspaceOf('launch')],
  ];
  return stringify({
    version: 'rollcall/v1',
    tenant: slug,
    about: 'A simulated company of the demo.',
    identity: {
      match_by: ['external_id', 'email'],
      verified_domains: [domain],
      existing_accounts: 'link',
      email_change: 'follow',
    },
    attributes: {
      map: {
        department: { from: 'enterprise.department' },
        title: { from: 'title' },
        country: { from: 'addresses.work.country' },
        employee_type: {
          from: 'userType',
          values: { E: 'employee', C: 'contractor' },
          if_missing: 'employee',
        },
      },
      sensitive: { drop: ['password', 'ssn'], drop_values_like: ['us_ssn', 'credit_card', 'iban'] },
    },
    filters: {
      exclude: [{ name: 'Service accounts', any: [{ attribute: 'email', starts_with: 'svc-' }] }],
      out_of_scope: 'deactivate',
    },
    groups: {
      match_by: 'id',
      precedence: 'strongest',
      default_role: 'member',
      never_grant: ['owner'],
      map: grants.map(([{ id, name }, grant]) => ({ id, name, ...grant })),
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
        then: { cap_role: 'member' },
      },
    ],
    deactivation: { mode: 'immediate', revoke: ['sessions', 'api_keys'] },
    sole_admin: { action: 'block' },
  });
}

export const DEMO_WORKSPACES = ['engineering', 'sales', 'support', 'finance', 'launch'];
