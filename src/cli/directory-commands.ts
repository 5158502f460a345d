import { Option, type Command } from 'commander';
import { profileNames } from '../domain/profile-names.ts';
import type { CommandIo } from './command-io.ts';
import { examples, jsonOption, tenantOption } from './command-options.ts';
import type { DirectoryCreateOptions, OfTenant } from './directory.ts';
import { addDirectorySetupCommands } from './directory-setup-commands.ts';
import { addDirectoryLifeCommands } from './directory-life-commands.ts';
import type { SchemaRemoveOptions } from './directory-schema.ts';
import type { TokenCreateOptions } from './directory-token.ts';
import { addResyncCommands } from './resync-commands.ts';

/** The commands for directories. See commands.ts for how a command is added. */
export function addDirectoryCommands(
  program: Command,
  io: CommandIo,
  answer: (work: Promise<number>) => Promise<void>,
): void {
  const directory = program.command('directory').description('Connections to identity providers.');

  directory
    .command('create')
    .description(
      'Create a directory of a tenant: one that WorkOS speaks for, one whose identity provider speaks SCIM to Rollcall, or one of imported files.',
    )
    .addOption(tenantOption())
    .addOption(
      new Option('--source <source>', 'who brings the news')
        .choices(['workos', 'scim', 'import'])
        .makeOptionMandatory(),
    )
    .option(
      '--workos-id <id>',
      'the WorkOS directory id (directory_...); events that were kept for it are applied',
    )
    .addOption(
      new Option('--profile <profile>', 'the dialect of SCIM (default: generic)').choices(profileNames),
    )
    .option('--idp <idp>', 'the identity provider, such as okta')
    .option('--name <name>', 'shown to people')
    .addOption(
      new Option(
        '--state <state>',
        'once something has come from it; in testing, accounts are not touched (default: as the policy says)',
      ).choices(['active', 'testing']),
    )
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples([
        'rollcall directory create --tenant acme --source scim --profile okta',
        'rollcall directory create --tenant acme --source workos --workos-id directory_01ABC --idp okta',
        'rollcall directory create --tenant acme --source workos --workos-id directory_01ABC --state testing --json',
        'rollcall directory create --tenant acme --source import',
      ]),
    )
    .action(async (options: DirectoryCreateOptions) => {
      const { directoryCreateCommand } = await import('./directory.ts');
      await answer(directoryCreateCommand(options, io));
    });

  directory
    .command('list')
    .description('List the directories of a tenant.')
    .addOption(tenantOption())
    .addOption(jsonOption())
    .addHelpText('after', examples(['rollcall directory list --tenant acme']))
    .action(async (options: OfTenant) => {
      const { directoryListCommand } = await import('./directory.ts');
      await answer(directoryListCommand(options, io));
    });

  directory
    .command('show')
    .argument('<id>', 'the directory')
    .description('Show a directory: its events, its tokens, and how its identity provider speaks SCIM.')
    .addOption(tenantOption())
    .addOption(jsonOption())
    .addHelpText('after', examples(['rollcall directory show 0198c0de-... --tenant acme']))
    .action(async (id: string, options: OfTenant) => {
      const { directoryShowCommand } = await import('./directory.ts');
      await answer(directoryShowCommand(id, options, io));
    });

  directory
    .command('health')
    .argument('<id>', 'the directory')
    .description('Say how a directory does: what is wrong, since when, and what to do.')
    .addOption(tenantOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Exit codes: 0 nothing fails, 1 something does.
${examples(['rollcall directory health 0198c0de-... --tenant acme'])}`,
    )
    .action(async (id: string, options: OfTenant) => {
      const { directoryHealthCommand } = await import('./health.ts');
      await answer(directoryHealthCommand(id, options, io));
    });

  addDirectorySetupCommands(directory, io, answer);
  addDirectoryLifeCommands(directory, io, answer);
  addResyncCommands(directory, io, answer);

  directory
    .command('set-profile')
    .argument('<id>', 'the directory')
    .argument('<profile>', profileNames.join(', '))
    .description('Set the dialect that a SCIM directory speaks, from the next request on.')
    .addOption(tenantOption())
    .addOption(jsonOption())
    .addHelpText('after', examples(['rollcall directory set-profile 0198c0de-... entra --tenant acme']))
    .action(async (id: string, profile: string, options: OfTenant) => {
      const { directorySetProfileCommand } = await import('./directory.ts');
      await answer(directorySetProfileCommand(id, profile, options, io));
    });

  addTokenCommands(directory, io, answer);
  addSchemaCommands(directory, io, answer);
}

function addTokenCommands(
  directory: Command,
  io: CommandIo,
  answer: (work: Promise<number>) => Promise<void>,
): void {
  const token = directory
    .command('token')
    .description('What opens a SCIM directory to its identity provider.');

  token
    .command('create')
    .argument('<id>', 'the directory')
    .description('Make a token; at most two of a directory are valid at once.')
    .addOption(tenantOption())
    .option('--expires-in <time>', 'such as 90d or 12h (default: it does not expire)')
    .option('--replace', 'where two are valid already, revoke the one that was not used last')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(['rollcall directory token create 0198c0de-... --tenant acme --expires-in 90d']),
    )
    .action(async (id: string, options: TokenCreateOptions) => {
      const { tokenCreateCommand } = await import('./directory-token.ts');
      await answer(tokenCreateCommand(id, options, io));
    });

  token
    .command('list')
    .argument('<id>', 'the directory')
    .description('List the tokens of a SCIM directory: since when, how long, and when last used.')
    .addOption(tenantOption())
    .addOption(jsonOption())
    .addHelpText('after', examples(['rollcall directory token list 0198c0de-... --tenant acme']))
    .action(async (id: string, options: OfTenant) => {
      const { tokenListCommand } = await import('./directory-token.ts');
      await answer(tokenListCommand(id, options, io));
    });

  token
    .command('revoke')
    .argument('<id>', 'the directory')
    .argument('<token>', 'the id of the token')
    .description('Revoke a token: it opens nothing from the next request on.')
    .addOption(tenantOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(['rollcall directory token revoke 0198c0de-... 0198c0df-... --tenant acme']),
    )
    .action(async (id: string, tokenId: string, options: OfTenant) => {
      const { tokenRevokeCommand } = await import('./directory-token.ts');
      await answer(tokenRevokeCommand(id, tokenId, options, io));
    });
}

function addSchemaCommands(
  directory: Command,
  io: CommandIo,
  answer: (work: Promise<number>) => Promise<void>,
): void {
  const schema = directory.command('schema').description('Extension schemas that a SCIM directory serves.');

  schema
    .command('add')
    .argument('<id>', 'the directory')
    .argument('<file>', 'a SCIM schema as JSON (RFC 7643, section 7), with resource_type User or Group')
    .description('Serve an extension schema, in the place of the one with its URN if there is one.')
    .addOption(tenantOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(['rollcall directory schema add 0198c0de-... acme-user.json --tenant acme']),
    )
    .action(async (id: string, file: string, options: OfTenant) => {
      const { schemaAddCommand } = await import('./directory-schema.ts');
      await answer(schemaAddCommand(id, file, options, io));
    });

  schema
    .command('list')
    .argument('<id>', 'the directory')
    .description('List the extension schemas of a SCIM directory.')
    .addOption(tenantOption())
    .addOption(jsonOption())
    .addHelpText('after', examples(['rollcall directory schema list 0198c0de-... --tenant acme']))
    .action(async (id: string, options: OfTenant) => {
      const { schemaListCommand } = await import('./directory-schema.ts');
      await answer(schemaListCommand(id, options, io));
    });

  schema
    .command('remove')
    .argument('<id>', 'the directory')
    .argument('<urn>', 'the URN of the schema')
    .description('Serve an extension schema no longer; values that were stored under it stay, unseen.')
    .addOption(tenantOption())
    .addHelpText(
      'after',
      examples([
        'rollcall directory schema remove 0198c0de-... urn:ietf:params:scim:schemas:extension:acme:2.0:User --tenant acme',
      ]),
    )
    .action(async (id: string, urn: string, options: SchemaRemoveOptions) => {
      const { schemaRemoveCommand } = await import('./directory-schema.ts');
      await answer(schemaRemoveCommand(id, urn, options, io));
    });
}
