import { InvalidArgumentError, Option, type Command } from 'commander';
import type { CommandIo } from './command-io.ts';
import { examples, jsonOption, serverOption } from './command-options.ts';
import type { ImportOptions } from './import.ts';

/** The command for files. See commands.ts for how a command is added. */
export function addImportCommand(
  program: Command,
  io: CommandIo,
  answer: (work: Promise<number>) => Promise<void>,
): void {
  program
    .command('import')
    .argument('<tenant>', 'the tenant')
    .argument('<file>', 'CSV with a head line, a JSON object in each line, or a SCIM ListResponse')
    .description('Import the people of a file: they are added and updated, or the file is everyone there is.')
    .option('--directory <id>', "the directory (default: the tenant's only one with the source import)")
    .addOption(
      new Option('--format <format>', 'what the file is (default: by its name)').choices([
        'csv',
        'ndjson',
        'scim',
      ]),
    )
    .option('--map <column=attribute...>', 'what each column says; columns that are not named are not read')
    .option('--separator <text>', 'what stands between the groups of one cell')
    .option('--yes', 'take the mapping that is guessed as it is')
    .option('--partial', 'whoever is not in the file stays (default)')
    .addOption(
      new Option('--full', 'whoever is not in the file is gone, as far as the guards let them go').conflicts(
        'partial',
      ),
    )
    .option('--as-of <time>', 'when the file was true (default: when it was last modified)')
    .addOption(
      new Option(
        '--max-rejects <count>',
        'lines that may be left out: of a full import before people are taken for gone (default: 0), else before the rest is left (10000)',
      ).argParser(toCount),
    )
    .option('--rejects <file>', 'where lines go that cannot be used (default: beside the file)')
    .addOption(jsonOption())
    .addOption(serverOption())
    .addHelpText(
      'after',
      examples([
        'rollcall import acme people.csv',
        "rollcall import acme people.csv --map 'Work Email=emails' --map 'Employee ID=externalId'",
        'rollcall import acme everyone.json --full --as-of 2026-11-20T08:00:00Z --yes',
      ]),
    )
    .action(async (tenant: string, file: string, options: ImportOptions) => {
      const { importCommand } = await import('./import.ts');
      await answer(importCommand(tenant, file, options, io));
    });
}

function toCount(written: string): number {
  const count = Number(written);
  if (/^\d{1,5}$/.test(written) && count <= 10_000) return count;
  throw new InvalidArgumentError('Write a whole number from 0 to 10000.');
}
