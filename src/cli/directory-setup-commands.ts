import { Option, type Command } from 'commander';
import type { CommandIo } from './command-io.ts';
import { examples, jsonOption, tenantOption } from './command-options.ts';
import type { OfTenant } from './directory.ts';
import type { DirectoryConnectOptions, PortalLinkOptions } from './directory-setup.ts';

/** Setting up: `rollcall directory connect`, `portal-link` and `setup`. */
export function addDirectorySetupCommands(
  directory: Command,
  io: CommandIo,
  answer: (work: Promise<number>) => Promise<void>,
): void {
  const returnUrl = () =>
    new Option('--return-url <address>', 'where the administrator goes who leaves the Admin Portal');
  const successUrl = () => new Option('--success-url <address>', 'where the administrator goes when done');

  directory
    .command('connect')
    .description(
      'Enable sync through WorkOS: makes its organization and a directory, and prints a link to the Admin Portal. Again: the same directory, a new link.',
    )
    .addOption(tenantOption())
    .option('--idp <idp>', 'the identity provider, such as okta')
    .option('--name <name>', 'shown to people')
    .addOption(
      new Option(
        '--state <state>',
        'once something has come from it; in testing, accounts are not touched (default: as the policy says)',
      ).choices(['active', 'testing']),
    )
    .option('--organization <id>', 'an organization of WorkOS that is there already (org_...)')
    .option('--another', 'another directory, although one of the organization is connected')
    .addOption(returnUrl())
    .addOption(successUrl())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples([
        'rollcall directory connect --tenant acme --idp okta',
        'rollcall directory connect --tenant acme --organization org_01ABC --state testing --json',
      ]),
    )
    .action(async (options: DirectoryConnectOptions) => {
      const { directoryConnectCommand } = await import('./directory-setup.ts');
      await answer(directoryConnectCommand(options, io));
    });

  directory
    .command('portal-link')
    .argument('<id>', 'the directory')
    .description(
      "Print a new link to WorkOS's Admin Portal, to connect a directory or to renew its credentials.",
    )
    .addOption(tenantOption())
    .addOption(returnUrl())
    .addOption(successUrl())
    .addOption(jsonOption())
    .addHelpText('after', examples(['rollcall directory portal-link 0198c0de-... --tenant acme']))
    .action(async (id: string, options: PortalLinkOptions) => {
      const { directoryPortalLinkCommand } = await import('./directory-setup.ts');
      await answer(directoryPortalLinkCommand(id, options, io));
    });

  directory
    .command('setup')
    .argument('<id>', 'the directory')
    .description('Say what the identity provider of a directory has done so far, and what is missing next.')
    .addOption(tenantOption())
    .addOption(jsonOption())
    .addHelpText('after', examples(['rollcall directory setup 0198c0de-... --tenant acme']))
    .action(async (id: string, options: OfTenant) => {
      const { directorySetupCommand } = await import('./directory-setup.ts');
      await answer(directorySetupCommand(id, options, io));
    });
}
