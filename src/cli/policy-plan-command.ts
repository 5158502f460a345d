import { InvalidArgumentError, Option, type Command } from 'commander';
import type { CommandIo } from './command-io.ts';
import { examples, jsonOption, serverOption } from './command-options.ts';
import type { PolicyPlanOptions } from './policy-plan.ts';

/** `rollcall policy plan`. */
export function addPolicyPlanCommand(
  policy: Command,
  io: CommandIo,
  answer: (work: Promise<number>) => Promise<void>,
): void {
  policy
    .command('plan')
    .argument('<tenant>', 'whose people')
    .description('Say what a policy would do to the people of a tenant, before it is in force.')
    .option('--file <file>', "the proposed policy (default: the tenant's file in the policies folder)")
    .addOption(
      new Option('--version <number>', 'a version that would be put in force again')
        .argParser(toCount)
        .conflicts('file'),
    )
    .option('--against <version>', 'compare with this version, or with what is in force', 'active')
    .addOption(
      new Option('--people <count>', 'how many people of each group are named (default: 10)').argParser(
        toCount,
      ),
    )
    .option('--mask', 'name nobody: people by their ids (in Markdown, unless --no-mask)')
    .addOption(new Option('--no-mask', 'name people also in Markdown').hideHelp())
    .addOption(
      new Option('--format <format>', 'text for people, json for programs, markdown for a pull request')
        .choices(['text', 'json', 'markdown'])
        .default('text'),
    )
    .addOption(jsonOption())
    .addOption(serverOption())
    .addHelpText(
      'after',
      `
Exit codes: 0 nothing changes, 3 something changes, 4 some of it would be held, 1 the policy is not valid.
${examples([
  'rollcall policy plan acme',
  'rollcall policy plan acme --file acme.policy.yaml --format markdown',
  'rollcall policy plan acme --version 3 --people 100',
])}`,
    )
    .action(async (tenant: string, options: Omit<PolicyPlanOptions, 'mask'> & { mask?: boolean }) => {
      const { policyPlan } = await import('./policy-plan.ts');
      await answer(policyPlan(tenant, options, io));
    });
}

function toCount(written: string): number {
  const count = Number(written);
  if (/^\d{1,9}$/.test(written)) return count;
  throw new InvalidArgumentError('Write a whole number.');
}
