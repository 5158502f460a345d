import { InvalidArgumentError, Option, type Command } from 'commander';
import type { CommandIo } from './command-io.ts';
import { examples, jsonOption, serverOption } from './command-options.ts';
import type { PolicyBacktestOptions } from './policy-backtest.ts';

/** `rollcall policy backtest`. */
export function addPolicyBacktestCommand(
  policy: Command,
  io: CommandIo,
  answer: (work: Promise<number>) => Promise<void>,
): void {
  policy
    .command('backtest')
    .argument('<tenant>', 'whose history')
    .description('Say what would have happened under a policy: recorded history, gone through again.')
    .option('--file <file>', "the policy (default: the tenant's file in the policies folder)")
    .addOption(
      new Option('--version <number>', 'a version of the policy').argParser(toCount).conflicts('file'),
    )
    .option('--since <time>', 'from when on: 90d, 12h, or a moment such as 2026-08-01T00:00:00Z', '90d')
    .option(
      '--tests <file>',
      'tests whose `always` is checked at each step (default: those beside the policy)',
    )
    .addOption(
      new Option('--people <count>', 'how many differences of each group are shown (default: 10)').argParser(
        toCount,
      ),
    )
    .addOption(
      new Option('--most-events <count>', 'go through so many events at most (default: 100000)').argParser(
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
Exit codes: 0 no difference, 3 differences, 1 something was that must never be, or the policy is not valid.
${examples([
  'rollcall policy backtest acme --since 90d',
  'rollcall policy backtest acme --file acme.policy.yaml --since 2026-08-01T00:00:00Z --people 100',
  'rollcall policy backtest acme --version 3 --json',
])}`,
    )
    .action(async (tenant: string, options: PolicyBacktestOptions) => {
      const { policyBacktest } = await import('./policy-backtest.ts');
      await answer(policyBacktest(tenant, options, io));
    });
}

function toCount(written: string): number {
  const count = Number(written);
  if (/^\d{1,8}$/.test(written)) return count;
  throw new InvalidArgumentError('Write a whole number.');
}
