import { closeSync, openSync, readSync } from 'node:fs';
import { RollcallError } from './domain/rollcall-error.ts';

/** Bytes. No secret is that long, and a path to a device would otherwise be read for ever. */
const LONGEST = 65_536;

/**
 * A secret that is kept in a file, as Docker and Kubernetes mount them: NAME_FILE is its path. One line, and the end of
 * line that editors put there does not count.
 *
 * @returns null where NAME_FILE is not set
 * @throws RollcallError `invalid_configuration`, whose sentence names the setting and never the content
 */
export function secretFromFile(env: Record<string, string | undefined>, name: string): string | null {
  const setting = `${name}_FILE`;
  const path = env[setting]?.trim();
  if (path === undefined) return null;
  if (path === '') {
    throw invalid(`${setting} is set but empty. Set it to the path of a file, or leave it out.`);
  }
  if (env[name] !== undefined) {
    throw invalid(
      `${name} and ${setting} are both set. Set one of them, so that it is clear which one counts.`,
    );
  }
  const text = read(path, setting).trim();
  if (text === '') throw invalid(`${setting} leads to ${path}, which is empty. Put the secret into it.`);
  if (/[\r\n\0]/.test(text)) {
    throw invalid(
      `${setting} leads to ${path}, which holds more than one line. Put the secret alone into it.`,
    );
  }
  return text;
}

function read(path: string, setting: string): string {
  const bytes = Buffer.alloc(LONGEST + 1);
  let length = 0;
  try {
    const file = openSync(path, 'r');
    try {
      for (let more = 1; more > 0 && length < bytes.length; length += more) {
        more = readSync(file, bytes, length, bytes.length - length, null);
      }
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new RollcallError(
      'invalid_configuration',
      `${setting} leads to ${path}, which cannot be read (${code}). Set it to a file that this user may read.`,
      { cause: error },
    );
  }
  if (length <= LONGEST) return bytes.toString('utf8', 0, length);
  throw invalid(`${setting} leads to ${path}, which is too long for a secret. Put the secret alone into it.`);
}

function invalid(sentence: string): RollcallError {
  return new RollcallError('invalid_configuration', sentence);
}
