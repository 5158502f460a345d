import { InvalidArgumentError, Option, type Command } from 'commander';
import type { CommandIo } from './command-io.ts';
import { examples, jsonOption, serverOption } from './command-options.ts';
import type { PolicyProposeOptions, PolicyShadowOptions } from './policy-shadow.ts';

/** `rollcall policy propose` and `shadow`. */
export function addPolicyShadowCommands(
  policy: Command,
  io: CommandIo,
  answer: (work: Promise<number>) => Promise<void>,
): void {
  policy
    .command('propose')
    .argument('<tenant>', 'whose policy')
    .description('Propose a policy: each decision is compared with it, and nothing of it is applied.')
    .option('--file <file>', "the proposed policy (default: the tenant's file in the policies folder)")
    .addOption(
      new Option('--version <number>', 'a version that is there already')
        .argParser(toVersion)
        .conflicts('file'),
    )
    .addOption(
      new Option('--none', 'withdraw what is proposed; its version stays').conflicts(['file', 'version']),
    )
    .option('--author <name>', 'who made it (default: the name of the file, or of the token)')
    .addOption(jsonOption())
    .addOption(serverOption())
    .addHelpText(
      'after',
      examples([
        'rollcall policy propose acme --file acme.policy.yaml',
        'rollcall policy propose acme --version 3',
        'rollcall policy propose acme --none',
      ]),
    )
    .action(async (tenant: string, options: PolicyProposeOptions) => {
      const { policyPropose } = await import('./policy-shadow.ts');
      await answer(policyPropose(tenant, options, io));
    });

  policy
    .command('shadow')
    .argument('<tenant>', 'whose policy')
    .description('Say whom the proposed policy, or the rules that are proposed, would decide otherwise.')
    .option('--people', 'name everyone, with what differs')
    .addOption(jsonOption())
    .addOption(serverOption())
    .addHelpText('after', examples(['rollcall policy shadow acme', 'rollcall policy shadow acme --people']))
    .action(async (tenant: string, options: PolicyShadowOptions) => {
      const { policyShadow } = await import('./policy-shadow.ts');
      await answer(policyShadow(tenant, options, io));
    });
}

function toVersion(written: string): number {
  if (/^[1-9]\d{0,8}$/.test(written)) return Number(written);
  throw new InvalidArgumentError('Write the number of a version.');
}
