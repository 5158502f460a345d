import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { Environment } from '../setting-reader.ts';

/**
 * Keeps where the service is reached in its home, so that commands beside it print links that lead there, whatever their
 * own terminal says. A home that cannot be written to has to do without.
 */
export function keepServiceAddress(home: string, address: string): void {
  try {
    writeFileSync(pathOf(home), `${address}\n`, { mode: 0o600 });
  } catch {
    // Read-only in a container, for instance: there PUBLIC_URL is set for all of them.
  }
}

export function dropServiceAddress(home: string): void {
  try {
    rmSync(pathOf(home), { force: true });
  } catch {
    // It was not written either.
  }
}

/** The settings of a command, with the address of the service beside it where its own settings name none. */
export function withServiceAddress(config: Config, env: Environment): Config {
  if (['PUBLIC_URL', 'PORT', 'HOST'].some((name) => (env[name] ?? '') !== '')) return config;
  const publicUrl = keptAddress(config.home);
  return publicUrl === null ? config : { ...config, publicUrl };
}

function keptAddress(home: string): string | null {
  let text: string;
  try {
    text = readFileSync(pathOf(home), 'utf8').trim();
  } catch {
    return null;
  }
  return /^https?:\/\/\S{1,500}$/.test(text) && URL.canParse(text) ? text : null;
}

function pathOf(home: string): string {
  return join(home, 'address');
}
