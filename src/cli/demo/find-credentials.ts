import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config.ts';
import { DemoFailure } from './demo-failure.ts';

export interface DemoCredentials {
  token: string;
  webhookSecret: string;
}

/** From the settings, or from where a server that was started without them keeps what it made (ROLLCALL_HOME). */
export async function findCredentials(
  config: Pick<Config, 'home' | 'apiToken' | 'workosWebhookSecrets'>,
): Promise<DemoCredentials> {
  const { home } = config;
  const token = config.apiToken ?? (await readKept(join(home, 'operator-token')));
  if (token === null) throw missing('operator token', 'ROLLCALL_API_TOKEN', home);
  const webhookSecret =
    config.workosWebhookSecrets?.[0] ?? (await readKept(join(home, 'workos-webhook-secret')));
  if (webhookSecret === null) throw missing('webhook secret', 'WORKOS_WEBHOOK_SECRET', home);
  return { token, webhookSecret };
}

async function readKept(path: string): Promise<string | null> {
  try {
    const text = (await readFile(path, 'utf8')).trim();
    return text === '' ? null : text;
  } catch {
    return null;
  }
}

function missing(what: string, setting: string, home: string): DemoFailure {
  return new DemoFailure(
    `No ${what} found: set ${setting} to the server's, or run this in the server's directory (it looked in ${home}).`,
  );
}
