import type { Database } from '../../store/database.ts';
import { checkPolicy } from '../../tenancy/policy-documents/check-policy.ts';
import { draftPolicy, listPolicyTemplates } from '../../tenancy/policy-documents/draft-policy.ts';
import { editPolicy } from '../../tenancy/policy-documents/edit-policy.ts';
import { mendPolicy } from '../../tenancy/policy-documents/mend-policy.ts';
import { sayPolicy } from '../../tenancy/policy-documents/say-policy.ts';
import { testPolicy } from '../../tenancy/policy-documents/test-policy.ts';
import { showPolicyVocabulary } from '../../tenancy/policy-vocabulary.ts';
import { inTurn } from '../in-turn.ts';
import { sharedRoute, tenantRoute } from '../route.ts';

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
    perform: (deps, { tenant, body, givenUp }) =>
      inTurn(queuesOf(deps.database).tests, { givenUp }, () =>
        Promise.resolve(checkPolicy(deps, tenant.slug, body)),
      ),
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
    perform: (deps, { tenant, body, givenUp }) => {
      const { tests, flips } = queuesOf(deps.database);
      const run = () => testPolicy(deps, tenant, body, AbortSignal.timeout(longestMs));
      return body.mutate === true
        ? inTurn(flips, { givenUp, atOnce: 1 }, run)
        : inTurn(tests, { givenUp }, run);
    },
  }),

  mendPolicy: tenantRoute({
    method: 'post',
    path: '/policy/mends',
    scope: 'read',
    summary: 'Mend in a policy what can only be meant in one way',
    description:
      'What `rollcall policy lint --fix` does; comments and everything else stay as they are. `left` is what a person has to look at. Nothing is written.',
    body: 'PolicyMendsRequest',
    answer: 'PolicyMends',
    perform: (deps, { tenant, body, givenUp }) =>
      inTurn(queuesOf(deps.database).mends, { givenUp, atOnce: 1 }, () =>
        mendPolicy(deps, tenant.slug, body.yaml, AbortSignal.timeout(longestMs)),
      ),
  }),

  editPolicy: tenantRoute({
    method: 'post',
    path: '/policy/edits',
    scope: 'read',
    summary: 'Set values in the text of a policy',
    description:
      'For forms: comments and everything that is not set stay as they are. A section that the text does not have is written whole, with what the default policy says. Nothing is stored. 422 `policy_invalid` has `diagnostics`.',
    body: 'PolicyEditsRequest',
    answer: 'PolicyEdits',
    perform: (deps, { tenant, body, givenUp }) =>
      inTurn(queuesOf(deps.database).tests, { givenUp }, () =>
        Promise.resolve().then(() => editPolicy(deps, tenant.slug, body)),
      ),
  }),

  getPolicyVocabulary: tenantRoute({
    method: 'get',
    path: '/policy/vocabulary',
    scope: 'read',
    summary: 'Say what a policy of the tenant can name',
    description:
      'Roles, attributes, workspaces and the groups that the directories know: for completion in editors.',
    answer: 'PolicyVocabulary',
    perform: (deps, { tenant: { id } }) => showPolicyVocabulary(deps, id),
  }),

  getPolicyDocs: tenantRoute({
    method: 'get',
    path: '/policy/docs',
    scope: 'read',
    summary: 'Say the policy in force in plain English',
    description:
      'What `rollcall policy docs` says: each statement with its line, and all of it as Markdown. The policy is read against the default policy of today.',
    answer: 'PolicyDocs',
    perform: (deps, { tenant, givenUp }) =>
      inTurn(queuesOf(deps.database).tests, { givenUp }, () => sayPolicy(deps, tenant)),
  }),

  describePolicy: tenantRoute({
    method: 'post',
    path: '/policy/docs',
    scope: 'read',
    summary: 'Say a policy that is not in force in plain English',
    description: 'Nothing is written. 422 `policy_invalid` has `diagnostics`.',
    body: 'PolicyDocsRequest',
    answer: 'PolicyDocs',
    perform: (deps, { tenant, body, givenUp }) =>
      inTurn(queuesOf(deps.database).tests, { givenUp }, () => sayPolicy(deps, tenant, body.yaml)),
  }),

  listPolicyTemplates: sharedRoute({
    method: 'get',
    path: '/policy-templates',
    scope: 'read',
    summary: 'List the policies to begin with',
    answer: 'PolicyTemplates',
    perform: () => Promise.resolve(listPolicyTemplates()),
  }),

  draftPolicy: tenantRoute({
    method: 'post',
    path: '/policy/drafts',
    scope: 'read',
    summary: 'Draft a policy and its tests from a template',
    description: 'What `rollcall policy new` writes. Here nothing is written.',
    body: 'PolicyDraftRequest',
    answer: 'PolicyDraft',
    perform: async (_deps, { tenant, body }) => Promise.resolve(draftPolicy(tenant.slug, body)),
  }),
};

/** Tests and mending take so long at most, in milliseconds, their time in the queue aside. */
const longestMs = 10_000;

interface Queues {
  tests: object;
  flips: object;
  mends: object;
}

const queues = new WeakMap<Database, Queues>();

/** Apart from plans and backtests: these take the processor and no connection. */
function queuesOf(database: Database): Queues {
  const known = queues.get(database) ?? { tests: {}, flips: {}, mends: {} };
  queues.set(database, known);
  return known;
}
