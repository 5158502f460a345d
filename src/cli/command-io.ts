import type { Environment } from '../setting-reader.ts';

/** What a command may touch of the process. Results go to stdout, everything else to stderr. */
export interface CommandIo {
  stdout: Output;
  stderr: Output;
  /** Where somebody may answer; absent where nobody is there. */
  stdin?: NodeJS.ReadableStream & { isTTY?: boolean };
  env: Environment;
  cwd: string;
}

interface Output {
  write(text: string): unknown;
  isTTY?: boolean;
}

/**
 * Prints the result of a command: as JSON for programs, in words for people.
 * @returns 0, the exit code of a command that did what it was asked
 */
export function printResult(io: CommandIo, json: boolean | undefined, result: unknown, words: string): 0 {
  io.stdout.write(json === true ? `${JSON.stringify(result, null, 2)}\n` : `${words}\n`);
  return 0;
}
