/**
 * Plans a policy over everyone of the tenant `planned`, in a process of its own, so that its memory is the plan's alone.
 * POLICY is the proposed policy.
 */
import { openDatabase } from '../../src/store/database.ts';
import { findTenantBySlug } from '../../src/store/tenants.ts';
import { planPolicy } from '../../src/tenancy/plan-policy.ts';
import { quietService } from './found-tenant.ts';

const database = openDatabase({ url: process.env['DATABASE_URL'] ?? '', poolSize: 4 });
const { tenancy } = await quietService(database);
const tenant = await database.acrossTenants((trx) => findTenantBySlug(trx, 'planned'));
if (!tenant) throw new Error('there is no tenant to plan for');
let peak = process.memoryUsage().rss;
const sampler = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20);
const began = performance.now();
const plan = await planPolicy(tenancy, tenant, { yaml: process.env['POLICY'] ?? '' });
const seconds = (performance.now() - began) / 1_000;
clearInterval(sampler);
await database.close();
const { looked_at, changed, held } = plan.people;
process.send?.({ seconds, peakMb: peak / 2 ** 20, lookedAt: looked_at, changed, held });
process.disconnect();
