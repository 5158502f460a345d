import { readConfig, type Config } from '../../config.ts';
import { RollcallError } from '../../domain/rollcall-error.ts';
import { settings, type Environment } from '../../setting-reader.ts';

/** The settings as far as they can be read. */
export interface ReadSettings {
  config: Config;
  /** What is wrong, a sentence for each setting, with what to set. */
  faults: string[];
  wrong: ReadonlySet<string>;
}

const byLength = [...settings].sort((one, other) => other.length - one.length);

/**
 * Reads all settings, also where some are wrong: `readConfig` stops at the first, so each that it names is left out and the
 * rest is read again.
 */
export function readSettings(env: Environment, cwd: string): ReadSettings {
  const left: Environment = { ...env };
  const faults: string[] = [];
  const wrong = new Set<string>();
  for (;;) {
    try {
      return { config: readConfig(left, cwd), faults, wrong };
    } catch (fault) {
      if (!(fault instanceof RollcallError)) throw fault;
      const name = namedIn(fault.message, left);
      // Nothing is left out any more, so this would go on for ever.
      if (name === null) throw fault;
      faults.push(fault.message);
      wrong.add(name);
      left[name] = undefined;
      left[`${name}_FILE`] = undefined;
    }
  }
}

/** The setting that a sentence names first, of those that are set. */
function namedIn(sentence: string, env: Environment): string | null {
  const named = byLength
    .filter((name) => env[name] !== undefined || env[`${name}_FILE`] !== undefined)
    .map((name) => ({ name, at: sentence.search(new RegExp(`\\b${name}(?:_FILE)?\\b`)) }))
    .filter(({ at }) => at >= 0)
    .sort((one, other) => one.at - other.at);
  return named[0]?.name ?? null;
}
