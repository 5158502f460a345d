import { setImmediate } from 'node:timers/promises';
import { RollcallError } from '../../domain/rollcall-error.ts';
import type { PolicyTestReport, PolicyTestsRequest } from '../../generated/api.ts';
import { testPolicyFile } from '../../rehearsal/test-policy-file.ts';
import { testedFileAsJson } from '../../rehearsal/tests-as-json.ts';
import type { TenancyDeps } from '../deps.ts';
import { readDocument } from './read-document.ts';

/**
 * Runs tests of a policy as `rollcall policy test` does. Others of this process get their turn between the steps.
 *
 * @param until aborted when it has taken long enough
 * @throws RollcallError not_found, policy_invalid with `diagnostics` in its details, invalid_request where it takes too long
 */
export async function testPolicy(
  deps: TenancyDeps,
  tenant: { id: string; slug: string },
  { yaml, tests, coverage = false, mutate = false }: PolicyTestsRequest,
  until: AbortSignal,
): Promise<PolicyTestReport> {
  const read = await readDocument(deps, tenant, yaml, 'its tests are not run');
  const { catalog, defaultDocument, defaultText = '' } = deps.policyContext;
  const pause = async (): Promise<void> => {
    await setImmediate();
    if (!until.aborted) return;
    throw new RollcallError(
      'invalid_request',
      'The tests take longer than a request may. Send fewer of them at once, leave `mutate` out, or run them with `rollcall policy test`.',
    );
  };
  const tested = await testPolicyFile(
    { file: `${tenant.slug}.test.yaml`, text: tests },
    {
      ...read,
      catalog,
      defaultDocument,
      defaultPolicy: { file: 'default.policy.yaml', text: defaultText },
    },
    { coverage, mutate, pause },
  );
  const errors = tested.diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    throw new RollcallError('policy_invalid', 'The tests have errors, so they are not run.', {
      details: { diagnostics: tested.diagnostics },
    });
  }
  return testedFileAsJson(tested);
}
