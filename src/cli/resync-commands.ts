import type { Command } from 'commander';
import type { CommandIo } from './command-io.ts';
import { examples, jsonOption, tenantOption } from './command-options.ts';
import type { OfTenant } from './directory.ts';
import type { ResyncOptions } from './resync.ts';

/** `rollcall directory resync` and `resyncs`. */
export function addResyncCommands(
  directory: Command,
  io: CommandIo,
  answer: (work: Promise<number>) => Promise<void>,
): void {
  directory
    .command('resync')
    .argument('<id>', 'the directory')
    .description('Read a directory anew from WorkOS: who is in it, and in which groups.')
    .addOption(tenantOption())
    .option('--wait', 'stay until it has ended, and show how far it is')
    .option('--cancel <resync>', 'end this resync of it instead')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Exit codes: 0 it was asked for, or is done; 1 it was waited for and failed.
${examples([
  'rollcall directory resync 0198c0de-... --tenant acme --wait',
  'rollcall directory resync 0198c0de-... --tenant acme --cancel 0198c0df-...',
])}`,
    )
    .action(async (id: string, options: ResyncOptions) => {
      const { directoryResyncCommand } = await import('./resync.ts');
      await answer(directoryResyncCommand(id, options, io));
    });

  directory
    .command('resyncs')
    .argument('<id>', 'the directory')
    .description('List when a directory was read anew from WorkOS, and what differed.')
    .addOption(tenantOption())
    .addOption(jsonOption())
    .addHelpText('after', examples(['rollcall directory resyncs 0198c0de-... --tenant acme']))
    .action(async (id: string, options: OfTenant) => {
      const { directoryResyncsCommand } = await import('./resync.ts');
      await answer(directoryResyncsCommand(id, options, io));
    });
}
