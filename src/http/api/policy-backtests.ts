import { RollcallError } from '../../domain/rollcall-error.ts';
import type { Database } from '../../store/database.ts';
import { backtestPolicy } from '../../tenancy/policy-backtest/backtest-policy.ts';
import { inTurn, type Turn } from '../in-turn.ts';
import { tenantRoute } from '../route.ts';

/** Whoever asks waits this long at most, in milliseconds: less than clients and proxies usually do. */
const longestMs = 240_000;

export const policyBacktestRoutes = {
  backtestPolicy: tenantRoute({
    method: 'post',
    path: '/policy/backtests',
    scope: 'read',
    summary: 'Say what would have happened under a policy',
    description:
      'The recorded events of the tenant are gone through again by the code that decides: until `since` as they were, and from then on twice, as it was and under that policy. Nothing is written. It takes as long as it takes, at most four minutes; then, and while the tenant has another backtest, it is refused with 409 `conflict`. Of several tenants two are done at a time, the others in turn. 422 `policy_invalid` has `diagnostics`.',
    body: 'PolicyBacktestRequest',
    answer: 'PolicyBacktest',
    perform: (deps, { tenant, body, givenUp }) =>
      backtestPolicy(deps, tenant, body, {
        longestMs,
        turn: (work) => inTurnOfTenants(deps.database, tenant.id, { givenUp }, work),
      }),
  }),
};

/** The tenants of each database that have a backtest, running or waiting. It also stands for their queue. */
const backtested = new WeakMap<Database, Set<string>>();

/**
 * One for each tenant, so that whoever asks for many holds up nobody else; of several tenants two at a time, apart from
 * plans, which are done sooner. Each is one long transaction, and keeps two connections.
 */
async function inTurnOfTenants<T>(
  database: Database,
  tenantId: string,
  turn: Turn,
  work: () => Promise<T>,
): Promise<T> {
  const tenants = backtested.get(database) ?? new Set();
  backtested.set(database, tenants);
  if (tenants.has(tenantId)) {
    throw new RollcallError(
      'conflict',
      'Another backtest of this tenant is running or waits for its turn. Ask again when it is done.',
      { retryable: true },
    );
  }
  tenants.add(tenantId);
  try {
    return await inTurn(tenants, turn, work);
  } finally {
    tenants.delete(tenantId);
  }
}
