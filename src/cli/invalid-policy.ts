import type { Diagnostic } from '../domain/diagnostic.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { CommandIo } from './command-io.ts';
import { diagnosticText } from './diagnostic-text.ts';
import { inLines } from './policy-commands.ts';

/**
 * Prints what is wrong with a policy, wherever that was found, and passes the fault on.
 *
 * @param text of the policy, for the lines that are meant
 * @param json whether it is for programs, on stdout
 */
export async function explainingInvalid<T>(
  io: CommandIo,
  { text, json }: { text: string | null; json: boolean | undefined },
  work: Promise<T>,
): Promise<T> {
  try {
    return await work;
  } catch (fault) {
    if (fault instanceof RollcallError && fault.code === 'policy_invalid') {
      const diagnostics = (fault.details['diagnostics'] ?? []) as Diagnostic[];
      const lines = inLines(io);
      if (json === true) lines.stdout(JSON.stringify({ diagnostics }, null, 2));
      else {
        for (const diagnostic of diagnostics) {
          for (const line of diagnosticText(diagnostic, text, false)) lines.stderr(line);
        }
      }
    }
    throw fault;
  }
}
