import { Option, type Command } from 'commander';
import type { CommandIo } from './command-io.ts';

/**
 * The whole command line. A new command takes three steps:
 * 1. a file in this folder with one function `(...arguments, options, io) => Promise<exit code>`: 0 done, 1 the answer
 *    is no; faults are thrown as RollcallError, and command-line.ts prints them. `withDatabase` (connect.ts) opens the
 *    database, `printResult` (command-io.ts) prints what was found; --json wherever there is something to print;
 * 2. its registration here: name, description, options, and an example or two after the help;
 * 3. a test in test/cli/ that calls the function with an `io` of its own.
 * Everything heavy is imported inside the action, so that `--help` and small commands stay quick.
 */
export function addCommands(program: Command, io: CommandIo, exitWith: (code: number) => void): void {
  const answer = async (work: Promise<number>) => {
    exitWith(await work);
  };
  const json = () => new Option('--json', 'print the result as JSON');

  program
    .command('migrate')
    .description('Bring the database up to this version of Rollcall.')
    .addOption(json())
    .addHelpText(
      'after',
      examples(['rollcall migrate', 'DATABASE_URL=postgres://user:password@host/database rollcall migrate']),
    )
    .action(async (options: { json?: boolean }) => {
      const { migrateCommand } = await import('./migrate.ts');
      await answer(migrateCommand(options, io));
    });

  program
    .command('demo')
    .description(
      'Play a working day of a made-up company against the running server, and say what changed and why.',
    )
    .option('--url <address>', 'the running server (default: from HOST and PORT)')
    .option('--people <count>', 'how many people work there', Number)
    .option('--seed <number>', 'play the same day again', Number)
    .addOption(json())
    .addHelpText('after', examples(['rollcall demo', 'rollcall demo --people 1000 --seed 7 --json']))
    .action(async (options: { url?: string; people?: number; seed?: number; json?: boolean }) => {
      const { runDemo } = await import('./demo.ts');
      await answer(runDemo(options, io));
    });
}

function examples(lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}\n`;
}
