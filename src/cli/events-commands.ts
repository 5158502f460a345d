import { Option, type Command } from 'commander';
import type { CommandIo } from './command-io.ts';
import { examples, jsonOption, tenantOption } from './command-options.ts';
import type { OfTenant } from './directory.ts';
import type { UnclaimedPurgeOptions } from './events-unclaimed.ts';
import type {
  EventFailuresOptions,
  EventsDismissOptions,
  EventsListOptions,
  EventsRetryOptions,
} from './events.ts';

const statuses = ['waiting', 'applied', 'superseded', 'ignored', 'set_aside', 'dismissed'];

/** The commands for events. See commands.ts for how a command is added. */
export function addEventCommands(
  program: Command,
  io: CommandIo,
  answer: (work: Promise<number>) => Promise<void>,
): void {
  const events = program.command('events').description('What directories said, and what became of it.');

  filtered(events.command('list'))
    .description('List the latest events of a tenant.')
    .addOption(new Option('--status <status>', 'only these').choices(statuses))
    .option('--search <text>', 'only those with this in their id, type, error or person')
    .option('--limit <count>', 'so many at most (default: 100)', Number)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples([
        'rollcall events list --tenant acme --status set_aside',
        'rollcall events list --tenant acme --user 0198c0de-... --since 7d',
      ]),
    )
    .action(async (options: EventsListOptions) => {
      const { eventsListCommand } = await import('./events.ts');
      await answer(eventsListCommand(options, io));
    });

  events
    .command('show')
    .argument('<event>', 'the id of the event')
    .description('Show an event: what it says, what became of it, and what can be done.')
    .addOption(tenantOption())
    .option('--directory <id>', 'where two directories have an event of this id')
    .addOption(jsonOption())
    .addHelpText('after', examples(['rollcall events show event_01ABC --tenant acme']))
    .action(async (id: string, options: OfTenant & { directory?: string }) => {
      const { eventShowCommand } = await import('./events.ts');
      await answer(eventShowCommand(id, options, io));
    });

  events
    .command('failures')
    .description('Say what events were set aside for, with how many each.')
    .addOption(tenantOption())
    .addOption(
      new Option('--status <status>', 'of these').choices(['set_aside', 'dismissed']).default('set_aside'),
    )
    .option('--directory <id>', 'only of this directory')
    .option('--type <type>', 'only of this type')
    .addOption(jsonOption())
    .addHelpText('after', examples(['rollcall events failures --tenant acme']))
    .action(async (options: EventFailuresOptions) => {
      const { eventFailuresCommand } = await import('./events.ts');
      await answer(eventFailuresCommand(options, io));
    });

  filtered(events.command('retry'))
    .argument('[event]', 'the id of the event')
    .description('Try events again that were set aside, once the cause is gone.')
    .option('--dismissed', 'those that were dismissed, instead of those that are set aside')
    .option('--all', 'all of them')
    .option('--dry-run', 'only say how many that would be')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples([
        'rollcall events retry event_01ABC --tenant acme',
        'rollcall events retry --tenant acme --error "does not exist" --dry-run',
        'rollcall events retry --tenant acme --all',
      ]),
    )
    .action(async (id: string | undefined, options: EventsRetryOptions) => {
      const { eventsRetryCommand } = await import('./events.ts');
      await answer(eventsRetryCommand(id, options, io));
    });

  filtered(events.command('dismiss'))
    .argument('[event]', 'the id of the event')
    .description(
      'Say that nothing is to be done about events that were set aside. They may still be tried again.',
    )
    .requiredOption('--reason <text>', 'why; it is kept in the audit log, so name nobody')
    .option('--all', 'all of them')
    .option('--dry-run', 'only say how many that would be')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples([
        'rollcall events dismiss event_01ABC --tenant acme --reason "Sent by a test"',
        'rollcall events dismiss --tenant acme --kind malformed --until 30d --reason "Seen to by hand"',
      ]),
    )
    .action(async (id: string | undefined, options: EventsDismissOptions) => {
      const { eventsDismissCommand } = await import('./events.ts');
      await answer(eventsDismissCommand(id, options, io));
    });

  events
    .command('unclaimed')
    .description('List directories that send events and belong to no tenant.')
    .addOption(jsonOption())
    .addHelpText('after', examples(['rollcall events unclaimed']))
    .action(async (options: { json?: boolean }) => {
      const { unclaimedListCommand } = await import('./events-unclaimed.ts');
      await answer(unclaimedListCommand(options, io));
    });

  events
    .command('purge-unclaimed')
    .description('Remove old events of directories that belong to no tenant, for good.')
    .requiredOption('--before <time>', 'received before this: a date, a time, or how long ago such as 90d')
    .option('--directory-key <key>', 'only of this directory, as its traffic names it')
    .option('--dry-run', 'only say how many that would be')
    .addOption(jsonOption())
    .addHelpText('after', examples(['rollcall events purge-unclaimed --before 90d --dry-run']))
    .action(async (options: UnclaimedPurgeOptions) => {
      const { unclaimedPurgeCommand } = await import('./events-unclaimed.ts');
      await answer(unclaimedPurgeCommand(options, io));
    });
}

/** What `list`, `retry` and `dismiss` say alike. */
function filtered(command: Command): Command {
  return command
    .addOption(tenantOption())
    .option('--directory <id>', 'only of this directory')
    .option('--type <type>', 'only of this type')
    .addOption(
      new Option(
        '--kind <kind>',
        'only those set aside because they cannot be read, or kept failing',
      ).choices(['malformed', 'failed']),
    )
    .option('--error <text>', 'only those with this text in their error')
    .option('--failure <name>', 'only those of this group of `events failures`')
    .option('--user <id>', 'only those about the person of this account')
    .option('--since <time>', 'received since: a date, a time, or how long ago such as 7d')
    .option('--until <time>', 'received before: the same');
}
