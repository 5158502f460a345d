import { Option, type Command } from 'commander';
import type { CommandIo } from './command-io.ts';
import { examples, jsonOption, tenantOption } from './command-options.ts';
import type { UserWhyOptions } from './user-why.ts';
import type { UserChoice, UsersListOptions } from './users.ts';

/** The commands for users. See commands.ts for how a command is added. */
export function addUserCommands(
  program: Command,
  io: CommandIo,
  answer: (work: Promise<number>) => Promise<void>,
): void {
  const users = program.command('users').description('Accounts of the product.');

  users
    .command('list')
    .description('List the users of a tenant.')
    .addOption(tenantOption())
    .addOption(
      new Option('--status <status>', 'only these').choices(['active', 'read_only', 'deactivated', 'purged']),
    )
    .option('--role <role>', 'only these')
    .addOption(jsonOption())
    .addHelpText('after', examples(['rollcall users list --tenant acme --status read_only']))
    .action(async (options: UsersListOptions) => {
      const { usersListCommand } = await import('./users.ts');
      await answer(usersListCommand(options, io));
    });

  const onOne = (name: string, description: string, example: string) =>
    users
      .command(name)
      .argument('[user]', 'the id of the user')
      .description(description)
      .addOption(tenantOption())
      .option('--email <address>', 'instead of the id')
      .option('--external-id <id>', "the identity provider's own id of the person, instead of the id")
      .addOption(jsonOption())
      .addHelpText('after', examples([example, example.replace('0198c0de-...', '--email ada@acme.example')]));

  onOne(
    'show',
    'Show a user: status, role, workspaces, and until when what lasts.',
    'rollcall users show 0198c0de-... --tenant acme',
  ).action(async (user: string | undefined, options: UserChoice) => {
    const { userShowCommand } = await import('./users.ts');
    await answer(userShowCommand(user, options, io));
  });

  users
    .command('why')
    .argument('[tenant]', 'the tenant, unless --tenant names it')
    .argument(
      '[user]',
      'the id of the user, an e-mail address, or an external id; with or without an account',
    )
    .description(
      'Explain why somebody is as they are: from event to attribute to group to the line of the policy to the role.',
    )
    .option('--tenant <slug>', 'the tenant')
    .option('--email <address>', 'instead of the id')
    .option('--external-id <id>', "the identity provider's own id of the person, instead of the id")
    .option('--at <time>', 'how it was at this moment (RFC 3339), or at the end of this day (UTC)')
    .option(
      '--not <what>',
      'why not, and what it would take: role=admin, access, workspace=engineering or workspace=engineering:admin',
    )
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples([
        'rollcall users why acme ada@acme.example',
        'rollcall users why acme ada@acme.example --not role=admin',
        'rollcall users why 0198c0de-... --tenant acme --at 2026-11-20',
      ]),
    )
    .action(async (first: string | undefined, second: string | undefined, options: UserWhyOptions) => {
      const { userWhyCommand } = await import('./user-why.ts');
      const named = [first, second].filter((name) => name !== undefined);
      await answer(userWhyCommand(named, options, io));
    });
}
