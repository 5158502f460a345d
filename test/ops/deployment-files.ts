import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { secretSettings, settings } from '../../src/setting-reader.ts';
import { ROOT } from '../docs/markdown-files.ts';

export function readText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** What may be set in an environment: each setting, and the file of each secret. */
export const settingNames: ReadonlySet<string> = new Set<string>([
  ...settings,
  ...secretSettings.map((name) => `${name}_FILE`),
]);
