import { createInterface } from 'node:readline/promises';
import type { PolicyPlan } from '../generated/api.ts';
import { printResult, type CommandIo } from './command-io.ts';
import { planText } from './policy-plan-text.ts';
import { putInForceInWords } from './policy-push.ts';
import { withPolicyService, type OfServer } from './policy-service.ts';

export interface PolicyActivateOptions extends OfServer {
  plan?: string;
  yes?: boolean;
  json?: boolean;
}

/**
 * `rollcall policy activate TENANT VERSION`: goes back to an older version. What that does is shown first, and exactly that
 * is done, or nothing.
 *
 * @returns the exit code: 0 it is in force, 1 somebody has said no
 */
export async function policyActivateCommand(
  tenant: string,
  version: number,
  options: PolicyActivateOptions,
  io: CommandIo,
): Promise<number> {
  const { json } = options;
  return withPolicyService(io, options, async (service) => {
    const plan = await service.plan(tenant, { version });
    // For programs, stdout has the result alone.
    (json === true ? io.stderr : io.stdout).write(`${planText(plan, null, { suggests: false })}\n\n`);
    if (!(await isMeant(plan, options, io))) {
      io.stderr.write('Nothing was changed.\n');
      return 1;
    }
    const done = await service.activate(tenant, version, {
      plan: options.plan ?? plan.hash,
      over: plan.base,
    });
    return printResult(io, json, done, putInForceInWords(tenant, done));
  });
}

const LOSES_ACCESS = ['user.deactivated', 'user.read_only'];

/** Asks where somebody sits at a terminal and somebody would lose access. */
async function isMeant(
  { actions }: PolicyPlan,
  { yes, json }: PolicyActivateOptions,
  { stdin, stderr, stdout }: CommandIo,
): Promise<boolean> {
  const leavers = LOSES_ACCESS.reduce((sum, action) => sum + (actions[action] ?? 0), 0);
  if (yes === true || json === true || leavers === 0) return true;
  if (stdin?.isTTY !== true || stdout.isTTY !== true) return true;
  stderr.write(`${leavers === 1 ? '1 person' : `${leavers} people`} would lose access. Go on? [y/N] `);
  const lines = createInterface({ input: stdin });
  try {
    for await (const answer of lines) return /^y(?:es)?$/i.test(answer.trim());
    return false;
  } finally {
    lines.close();
  }
}
