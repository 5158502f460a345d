import { RollcallError } from '../../domain/rollcall-error.ts';
import type { Database } from '../../store/database.ts';
import { backtestPolicy } from '../../tenancy/policy-backtest/backtest-policy.ts';
import { tenantRoute } from '../route.ts';

/** Whoever asks waits this long at most, in milliseconds: less than clients and proxies usually do. */
const longestMs = 240_000;

/** One at a time for each database of this process: each is one long transaction, and keeps two connections. */
const busy = new WeakSet<Database>();

export const policyBacktestRoutes = {
  backtestPolicy: tenantRoute({
    method: 'post',
    path: '/policy/backtests',
    scope: 'read',
    summary: 'Say what would have happened under a policy',
    description:
      'The recorded events of the tenant are gone through again by the code that decides: until `since` as they were, and from then on twice, as it was and under that policy. Nothing is written. It takes as long as it takes, at most four minutes; then, and while another backtest runs, it is refused with 409 `conflict`. 422 `policy_invalid` has `diagnostics`.',
    body: 'PolicyBacktestRequest',
    answer: 'PolicyBacktest',
    perform: async (deps, { tenant, body }) => {
      const { database } = deps;
      if (busy.has(database)) {
        throw new RollcallError('conflict', 'Another backtest is running. Ask again when it is done.', {
          retryable: true,
        });
      }
      busy.add(database);
      try {
        return await backtestPolicy(deps, tenant, body, { longestMs });
      } finally {
        busy.delete(database);
      }
    },
  }),
};
