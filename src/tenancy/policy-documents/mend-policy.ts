import { Worker } from 'node:worker_threads';
import { RollcallError } from '../../domain/rollcall-error.ts';
import type { PolicyMends } from '../../generated/api.ts';
import type { TenancyDeps } from '../deps.ts';
import type { MendTask } from './mend-thread.ts';

/**
 * Mends in a policy what can only be meant in one way, as `rollcall policy lint --fix` does. It reads the text again and
 * again, so it has a thread of its own, in which it holds up nobody.
 *
 * @param until aborted when it has taken long enough
 * @throws RollcallError invalid_request where it takes too long
 */
export async function mendPolicy(
  { policyContext }: Pick<TenancyDeps, 'policyContext'>,
  slug: string,
  yaml: string,
  until: AbortSignal,
): Promise<PolicyMends> {
  const { catalog, defaultDocument } = policyContext;
  const task: MendTask = { yaml, file: `${slug}.policy.yaml`, catalog, defaultDocument };
  const thread = new Worker(new URL('./mend-thread.ts', import.meta.url), { workerData: task });
  try {
    return await new Promise<PolicyMends>((resolve, reject) => {
      const giveUp = (): void => {
        reject(
          new RollcallError(
            'invalid_request',
            'Mending takes longer than a request may. Mend it with `rollcall policy lint --fix`.',
          ),
        );
      };
      if (until.aborted) giveUp();
      until.addEventListener('abort', giveUp, { once: true });
      thread.once('message', resolve);
      thread.once('error', reject);
    });
  } finally {
    await thread.terminate();
  }
}
