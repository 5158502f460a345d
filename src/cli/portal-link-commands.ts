import { Option, type Command } from 'commander';
import { portalPages } from '../domain/portal-link.ts';
import type { CommandIo } from './command-io.ts';
import { examples, jsonOption, tenantOption } from './command-options.ts';
import type { OfTenant } from './directory.ts';
import type { PortalLinkCreateOptions, PortalLinkListOptions } from './portal-link.ts';

/** The commands for links into the customer's portal. See commands.ts for how a command is added. */
export function addPortalLinkCommands(
  program: Command,
  io: CommandIo,
  answer: (work: Promise<number>) => Promise<void>,
): void {
  const portalLink = program
    .command('portal-link')
    .description("Links that open a tenant's portal once, for an administrator of the customer.");

  portalLink
    .command('create')
    .description('Make a link; it is printed this once.')
    .addOption(tenantOption())
    .option('--label <text>', 'whom it is for, such as an e-mail address: the audit log names them so')
    .option('--expires-in <time>', 'for how long it can be opened, such as 30m (default: 10m; 1h at most)')
    .option('--read-only', 'to look, and change nothing')
    .addOption(new Option('--page <pages...>', 'only these pages (default: all)').choices(portalPages))
    .option('--return-url <address>', 'where the portal leads back to')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples([
        'rollcall portal-link create --tenant acme --label ada@acme.com',
        'rollcall portal-link create --tenant acme --page directory_sync --expires-in 1h --json',
      ]),
    )
    .action(async (options: PortalLinkCreateOptions) => {
      const { portalLinkCreateCommand } = await import('./portal-link.ts');
      await answer(portalLinkCreateCommand(options, io));
    });

  portalLink
    .command('list')
    .description('List the links of a tenant, the newest first: for whom, by whom, and what became of them.')
    .addOption(tenantOption())
    .addOption(new Option('--state <state>', 'only these').choices(['open', 'used', 'expired', 'revoked']))
    .addOption(jsonOption())
    .addHelpText('after', examples(['rollcall portal-link list --tenant acme --state used']))
    .action(async (options: PortalLinkListOptions) => {
      const { portalLinkListCommand } = await import('./portal-link.ts');
      await answer(portalLinkListCommand(options, io));
    });

  portalLink
    .command('revoke')
    .argument('<id>', 'the link')
    .description('Void a link, and end the session that it began.')
    .addOption(tenantOption())
    .addOption(jsonOption())
    .addHelpText('after', examples(['rollcall portal-link revoke 0198c0de-... --tenant acme']))
    .action(async (id: string, options: OfTenant) => {
      const { portalLinkRevokeCommand } = await import('./portal-link.ts');
      await answer(portalLinkRevokeCommand(id, options, io));
    });
}
