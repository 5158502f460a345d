import { Option, type Command } from 'commander';
import type { CommandIo } from './command-io.ts';
import { examples, jsonOption, tenantOption } from './command-options.ts';
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

  onOne(
    'why',
    'Explain why an account is as it is: from event to group to the line of the policy to the role.',
    'rollcall users why 0198c0de-... --tenant acme',
  ).action(async (user: string | undefined, options: UserChoice) => {
    const { userWhyCommand } = await import('./user-why.ts');
    await answer(userWhyCommand(user, options, io));
  });
}
