import type { Database } from '../../store/database.ts';
import { checkPolicy } from '../../tenancy/policy-documents/check-policy.ts';
import { testPolicy } from '../../tenancy/policy-documents/test-policy.ts';
import { inTurn } from '../in-turn.ts';
import { tenantRoute } from '../route.ts';

/** What is done with the text of a policy alone. Nothing is written, and nobody in the directories is looked at. */
export const policyDocumentRoutes = {
  checkPolicy: tenantRoute({
    method: 'post',
    path: '/policy/checks',
    scope: 'read',
    summary: 'Say what is wrong with a policy',
    description:
      'What `rollcall policy check` says. Errors are the answer: it is 200 also with them. Nothing is written.',
    body: 'PolicyCheckRequest',
    answer: 'PolicyCheck',
    perform: (deps, { tenant, body }) =>
      inTurn(queuesOf(deps.database).tests, () => Promise.resolve(checkPolicy(deps, tenant.slug, body))),
  }),

  testPolicy: tenantRoute({
    method: 'post',
    path: '/policy/tests',
    scope: 'read',
    summary: 'Run tests of a policy',
    description:
      'What `rollcall policy test` does: examples and claims, with `coverage` the lines that no test went by, and with `mutate` the changes of the policy that no test would notice. Without `yaml` it is the policy in force, read against the catalog and the default policy of today. Nothing is written. It takes ten seconds at most, then it is 400 `invalid_request`. Two are done at a time, of those with `mutate` one, the others in turn. 422 `policy_invalid` has `diagnostics`, of the policy or of the tests.',
    body: 'PolicyTestsRequest',
    answer: 'PolicyTestReport',
    perform: (deps, { tenant, body }) => {
      const { tests, flips } = queuesOf(deps.database);
      const run = () => testPolicy(deps, tenant, body, AbortSignal.timeout(longestMs));
      return body.mutate === true ? inTurn(flips, run, 1) : inTurn(tests, run);
    },
  }),
};

/** Tests run so long at most, in milliseconds, their time in the queue aside. */
const longestMs = 10_000;

interface Queues {
  tests: object;
  flips: object;
}

const queues = new WeakMap<Database, Queues>();

/** Apart from plans and backtests: these take the processor and no connection. */
function queuesOf(database: Database): Queues {
  const known = queues.get(database) ?? { tests: {}, flips: {} };
  queues.set(database, known);
  return known;
}
