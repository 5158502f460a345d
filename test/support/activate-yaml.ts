import { parsePolicy } from '../../src/policy/parse.ts';
import { lockTenant } from '../../src/store/tenants.ts';
import { activatePolicy } from '../../src/tenancy/activate-policy.ts';
import type { Company } from './company.ts';

/**
 * Puts a policy in force, YAML without its head, as pushing one would; the lanes have still to reconsider everyone.
 *
 * @returns the version in force
 */
export async function activateYaml(
  company: Pick<Company, 'rollcall' | 'slug' | 'tenantId'>,
  policy: string,
): Promise<number> {
  const { rollcall, slug, tenantId } = company;
  const yaml = `version: rollcall/v1\ntenant: ${slug}\n${policy}`;
  const { tenancy } = rollcall.service;
  const { effective, diagnostics } = parsePolicy(yaml, `${slug}.policy.yaml`, tenancy.policyContext);
  if (!effective) throw new Error(`the policy of this test is wrong: ${JSON.stringify(diagnostics)}`);
  return rollcall.database.inTenant(tenantId, async (trx) => {
    const tenant = await lockTenant(trx, tenantId);
    if (!tenant) throw new Error('there is no such tenant');
    const checked = { yaml, effective, origin: 'api', author: 'a test' } as const;
    const { version } = await activatePolicy(tenancy, trx, tenant, checked, { kind: 'operator', id: 'test' });
    return version;
  });
}
