import { InvalidArgumentError, Option, type Command } from 'commander';
import type { CommandIo } from './command-io.ts';
import { examples, jsonOption, tenantOption } from './command-options.ts';
import type { OfTenant } from './directory.ts';
import type { DirectoryPlanOptions, DisconnectOptions, StepOptions } from './directory-life.ts';

/** From testing to the end: `rollcall directory plan`, `activate`, `pause`, `resume` and `disconnect`. */
export function addDirectoryLifeCommands(
  directory: Command,
  io: CommandIo,
  answer: (work: Promise<number>) => Promise<void>,
): void {
  directory
    .command('plan')
    .argument('<id>', 'the directory')
    .description('Say what activating, resuming or disconnecting a directory would do to people.')
    .addOption(tenantOption())
    .option(
      '--disconnect',
      'plan to disconnect it (default: to activate it, or to resume it where it is paused)',
    )
    .addOption(peopleOption())
    .addOption(
      new Option('--named <count>', 'how many people of each group are named (default: 10)').argParser(
        toCount,
      ),
    )
    .option('--mask', 'name nobody: people by their ids (in Markdown, unless --no-mask)')
    .addOption(new Option('--no-mask', 'name people also in Markdown').hideHelp())
    .addOption(
      new Option('--format <format>', 'text for people, json for programs, markdown for a ticket')
        .choices(['text', 'json', 'markdown'])
        .default('text'),
    )
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Exit codes: 0 nothing changes, 3 something changes, 4 some of it would be held.
${examples([
  'rollcall directory plan 0198c0de-... --tenant acme',
  'rollcall directory plan 0198c0de-... --tenant acme --format markdown',
  'rollcall directory plan 0198c0de-... --tenant acme --disconnect --people deactivate',
])}`,
    )
    .action(async (id: string, options: DirectoryPlanOptions) => {
      const { directoryPlanCommand } = await import('./directory-life.ts');
      await answer(directoryPlanCommand(id, options, io));
    });

  directory
    .command('activate')
    .argument('<id>', 'the directory')
    .description('End the test mode of a directory: what its events decide is applied from now on.')
    .addOption(tenantOption())
    .addOption(planOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples([
        'rollcall directory activate 0198c0de-... --tenant acme',
        'rollcall directory activate 0198c0de-... --tenant acme --plan 9f2c61d0',
      ]),
    )
    .action(async (id: string, options: StepOptions) => {
      const { directoryActivateCommand } = await import('./directory-life.ts');
      await answer(directoryActivateCommand(id, options, io));
    });

  directory
    .command('pause')
    .argument('<id>', 'the directory')
    .description(
      'Pause a directory: what it says is kept, and nothing is applied but leaving, unless the policy holds that too.',
    )
    .addOption(tenantOption())
    .addOption(jsonOption())
    .addHelpText('after', examples(['rollcall directory pause 0198c0de-... --tenant acme']))
    .action(async (id: string, options: OfTenant) => {
      const { directoryPauseCommand } = await import('./directory-life.ts');
      await answer(directoryPauseCommand(id, options, io));
    });

  directory
    .command('resume')
    .argument('<id>', 'the directory')
    .description('Resume a paused directory: what it has said meanwhile is applied.')
    .addOption(tenantOption())
    .addOption(planOption())
    .addOption(jsonOption())
    .addHelpText('after', examples(['rollcall directory resume 0198c0de-... --tenant acme']))
    .action(async (id: string, options: StepOptions) => {
      const { directoryResumeCommand } = await import('./directory-life.ts');
      await answer(directoryResumeCommand(id, options, io));
    });

  directory
    .command('disconnect')
    .argument('<id>', 'the directory')
    .description('Disconnect a directory for good: nothing of it is taken in any more.')
    .addOption(tenantOption())
    .addOption(peopleOption().makeOptionMandatory())
    .addOption(planOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples([
        'rollcall directory disconnect 0198c0de-... --tenant acme --people keep',
        'rollcall directory disconnect 0198c0de-... --tenant acme --people deactivate --plan 9f2c61d0',
      ]),
    )
    .action(async (id: string, options: DisconnectOptions) => {
      const { directoryDisconnectCommand } = await import('./directory-life.ts');
      await answer(directoryDisconnectCommand(id, options, io));
    });
}

function peopleOption(): Option {
  return new Option('--people <what>', 'keep: they keep their accounts; deactivate: they leave').choices([
    'keep',
    'deactivate',
  ]);
}

function planOption(): Option {
  return new Option('--plan <hash>', 'do exactly what this plan said, or nothing');
}

function toCount(written: string): number {
  const count = Number(written);
  if (/^\d{1,4}$/.test(written) && count <= 1_000) return count;
  throw new InvalidArgumentError('Write a whole number of at most 1000.');
}
