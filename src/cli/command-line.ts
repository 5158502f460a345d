import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { CommandIo } from './command-io.ts';
import { addCommands } from './commands.ts';

/** Faults of the one who typed, or of the settings: the same command cannot succeed until they are mended. */
const usageFaults: RollcallError['code'][] = ['invalid_configuration', 'invalid_request'];

/**
 * Runs one command to its end.
 * @param args without node and script
 * @returns the exit code: 0 done; 1 the answer is no, or it failed; 2 wrong usage or settings
 */
export async function runCommandLine(args: string[], io: CommandIo): Promise<number> {
  const program = new Command('rollcall')
    .description('Keeps the accounts of a B2B product equal to its customers’ directories and your policies.')
    .option('--verbose', 'show where an error comes from')
    .helpCommand(false)
    .showHelpAfterError('(add --help to see what is possible)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
    });
  let exitCode = 0;
  addCommands(program, io, (code) => (exitCode = code));
  try {
    await readDotEnv(io);
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const verbose = program.opts<{ verbose?: boolean }>().verbose === true;
    return report(error, verbose || /^(?:debug|trace)$/i.test(io.env['LOG_LEVEL'] ?? ''), io);
  }
}

/** What is set already stays. */
async function readDotEnv(io: CommandIo): Promise<void> {
  const path = join(io.cwd, '.env');
  if (!existsSync(path)) return;
  const { config } = await import('dotenv');
  const { error } = config({ path, quiet: true, processEnv: io.env });
  if (error === undefined) return;
  throw new RollcallError('invalid_configuration', `${path} cannot be read: ${error.message}`, {
    cause: error,
  });
}

async function report(error: unknown, verbose: boolean, io: CommandIo): Promise<number> {
  const { isConnectionFault } = await import('../store/connection-fault.ts');
  const stack = verbose ? `\n${stackOf(error)}` : '';
  if (error instanceof RollcallError) {
    io.stderr.write(`${error.message}${stack}\n`);
    return usageFaults.includes(error.code) ? 2 : 1;
  }
  const message = error instanceof Error ? error.message : String(error);
  if (isConnectionFault(error)) io.stderr.write(`The database cannot be reached: ${message}.${stack}\n`);
  else if (verbose) io.stderr.write(`Something failed that should not.${stack}\n`);
  else io.stderr.write(`Something failed that should not: ${message}. Add --verbose to see where.\n`);
  return 1;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const because = error.cause === undefined ? '' : `\nbecause of ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${because}`;
}
