import { Option, type Command } from 'commander';
import { holdKinds, holdStatuses } from '../domain/hold-words.ts';
import type { CommandIo } from './command-io.ts';
import { examples, jsonOption, tenantOption } from './command-options.ts';
import type { OfTenant } from './directory.ts';
import type { HoldAnswerOptions, HoldApproveOptions, HoldsListOptions } from './holds.ts';

/** The commands for holds. See commands.ts for how a command is added. */
export function addHoldCommands(
  program: Command,
  io: CommandIo,
  answer: (work: Promise<number>) => Promise<void>,
): void {
  const holds = program.command('holds').description('Changes that wait for somebody to decide.');

  holds
    .command('list')
    .description('List the holds of a tenant: what waits, for how many people, and why.')
    .addOption(tenantOption())
    .addOption(new Option('--status <status>', 'only these').choices(holdStatuses))
    .addOption(new Option('--kind <kind>', 'only these').choices(holdKinds))
    .addOption(jsonOption())
    .addHelpText('after', examples(['rollcall holds list --tenant acme --status open']))
    .action(async (options: HoldsListOptions) => {
      const { holdsListCommand } = await import('./holds.ts');
      await answer(holdsListCommand(options, io));
    });

  holds
    .command('show')
    .argument('<id>', 'the hold')
    .description('Show a hold: why, whom it is about, and what approving and rejecting it would do.')
    .addOption(tenantOption())
    .addOption(jsonOption())
    .addHelpText('after', examples(['rollcall holds show 0198c0de-... --tenant acme']))
    .action(async (id: string, options: OfTenant) => {
      const { holdShowCommand } = await import('./holds.ts');
      await answer(holdShowCommand(id, options, io));
    });

  holds
    .command('people')
    .argument('<id>', 'the hold')
    .description('List everyone whom a hold is about, and what waits for each.')
    .addOption(tenantOption())
    .addOption(jsonOption())
    .addHelpText('after', examples(['rollcall holds people 0198c0de-... --tenant acme --json']))
    .action(async (id: string, options: OfTenant) => {
      const { holdPeopleCommand } = await import('./holds.ts');
      await answer(holdPeopleCommand(id, options, io));
    });

  holds
    .command('approve')
    .argument('<id>', 'the hold')
    .description('Approve what a hold shows. Nothing happens where by now it would do more than that.')
    .addOption(tenantOption())
    .option('--revision <number>', 'the revision that you have seen; another one is refused', Number)
    .option('--account <user>', 'where it is to be said whose account it is: the id of a user, or new')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples([
        'rollcall holds approve 0198c0de-... --tenant acme --revision 3',
        'rollcall holds approve 0198c0de-... --tenant acme --account new',
      ]),
    )
    .action(async (id: string, options: HoldApproveOptions) => {
      const { holdApproveCommand } = await import('./holds.ts');
      await answer(holdApproveCommand(id, options, io));
    });

  holds
    .command('reject')
    .argument('<id>', 'the hold')
    .description(
      'Reject what a hold shows, and nobody else: its people stay as they are until the directory says something new.',
    )
    .addOption(tenantOption())
    .option('--revision <number>', 'the revision that you have seen; another one is refused', Number)
    .addOption(jsonOption())
    .addHelpText('after', examples(['rollcall holds reject 0198c0de-... --tenant acme --revision 3']))
    .action(async (id: string, options: HoldAnswerOptions) => {
      const { holdRejectCommand } = await import('./holds.ts');
      await answer(holdRejectCommand(id, options, io));
    });
}
