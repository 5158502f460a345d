import { InvalidArgumentError, Option, type Command } from 'commander';
import type { CommandIo } from './command-io.ts';
import { examples, jsonOption, serverOption } from './command-options.ts';
import type { PolicyActivateOptions } from './policy-activate.ts';
import type { PolicyDiffOptions } from './policy-diff.ts';
import type { PolicyPullOptions } from './policy-pull.ts';
import type { PolicyPushOptions } from './policy-push.ts';
import type { OfServer } from './policy-service.ts';

/** The commands for what is in force: `rollcall policy push`, `pull`, `list`, `diff` and `activate`. */
export function addPolicyVersionCommands(
  policy: Command,
  io: CommandIo,
  answer: (work: Promise<number>) => Promise<void>,
): void {
  const file = "(default: the tenant's file in the policies folder)";
  policy
    .command('push')
    .argument('<tenant>', 'whose policy')
    .description('Put the policy of a file in force. What git has not seen is never replaced without a word.')
    .option('--file <file>', `the policy ${file}`)
    .option('--plan <hash>', 'only if it would still do exactly what this plan said')
    .addOption(new Option('--over <version>', 'the version that it is to replace').argParser(toVersion))
    .option('--author <name>', 'who made it, for the list of versions (default: the file, or the token)')
    .addOption(jsonOption())
    .addOption(serverOption())
    .addHelpText(
      'after',
      examples([
        'rollcall policy push acme',
        'rollcall policy push acme --plan 3f9a... --author "$GITHUB_ACTOR"',
      ]),
    )
    .action(async (tenant: string, options: PolicyPushOptions) => {
      const { policyPushCommand } = await import('./policy-push.ts');
      await answer(policyPushCommand(tenant, options, io));
    });

  policy
    .command('pull')
    .argument('<tenant>', 'whose policy')
    .description('Write the policy in force into the file, with its comments, and mark which version it is.')
    .option('--file <file>', `where to ${file}`)
    .option('--stdout', 'print it instead')
    .option('--force', 'also over changes in the file that no version has')
    .addOption(jsonOption())
    .addOption(serverOption())
    .addHelpText('after', examples(['rollcall policy pull acme', 'rollcall policy pull acme --stdout']))
    .action(async (tenant: string, options: PolicyPullOptions) => {
      const { policyPullCommand } = await import('./policy-pull.ts');
      await answer(policyPullCommand(tenant, options, io));
    });

  policy
    .command('list')
    .argument('<tenant>', 'whose policy')
    .description(
      'List the versions of a policy, the newest first: who made each, and when it was in force last.',
    )
    .addOption(jsonOption())
    .addOption(serverOption())
    .addHelpText('after', examples(['rollcall policy list acme', 'rollcall policy list acme --json']))
    .action(async (tenant: string, options: OfServer & { json?: boolean }) => {
      const { policyListCommand } = await import('./policy-list.ts');
      await answer(policyListCommand(tenant, options, io));
    });

  policy
    .command('diff')
    .argument('<tenant>', 'whose policy')
    .description('Say in sentences how a policy differs from the one in force, and show the lines.')
    .option('--file <file>', `the policy ${file}`)
    .addOption(new Option('--version <number>', 'a version instead').argParser(toVersion).conflicts('file'))
    .option('--against <version>', 'compare with this version, or with what is in force', 'active')
    .addOption(jsonOption())
    .addOption(serverOption())
    .addHelpText(
      'after',
      examples(['rollcall policy diff acme', 'rollcall policy diff acme --version 7 --against 6']),
    )
    .action(async (tenant: string, options: PolicyDiffOptions) => {
      const { policyDiffCommand } = await import('./policy-diff.ts');
      await answer(policyDiffCommand(tenant, options, io));
    });

  policy
    .command('activate')
    .argument('<tenant>', 'whose policy')
    .argument('<version>', 'the version to go back to', toVersion)
    .description('Put an older version in force again: says what that does to whom, and does exactly that.')
    .option('--plan <hash>', 'only if it would still do exactly what this plan said')
    .option('--yes', 'do not ask, also where somebody would lose access')
    .addOption(jsonOption())
    .addOption(serverOption())
    .addHelpText(
      'after',
      examples(['rollcall policy activate acme 6', 'rollcall policy activate acme 6 --plan 3f9a... --yes']),
    )
    .action(async (tenant: string, version: number, options: PolicyActivateOptions) => {
      const { policyActivateCommand } = await import('./policy-activate.ts');
      await answer(policyActivateCommand(tenant, version, options, io));
    });
}

/** The number of a version. */
export function toVersion(written: string): number {
  if (/^[1-9]\d{0,8}$/.test(written)) return Number(written);
  throw new InvalidArgumentError('Write the number of a version, as `rollcall policy list` shows it.');
}
