import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The package, which no other code of this repository knows. */
export const PEER = '@boxyhq/saml-jackson';
const VERSION = '26.2.0';
const installTimeoutMs = 240_000;

/**
 * Installs the peer into a folder of its own, kept for the next run; it is no dependency of Rollcall's. Returns the
 * folder, or null with a sentence on stderr where that cannot be done.
 */
export async function installJackson(): Promise<string | null> {
  const folder = join(tmpdir(), `rollcall-bench-jackson-${VERSION}`);
  const done = join(folder, 'installed');
  if (existsSync(done)) return folder;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }));
  try {
    // Its scripts only build drivers of other databases.
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--save-exact'];
    await promisify(execFile)('npm', ['install', ...options, `${PEER}@${VERSION}`], {
      cwd: folder,
      timeout: installTimeoutMs,
    });
  } catch (error) {
    const [because = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    console.error(`The peer could not be installed, so its figures are missing: ${because}`);
    return null;
  }
  writeFileSync(done, '');
  return folder;
}
