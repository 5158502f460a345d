import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DemoFailure } from './demo-failure.ts';

export interface DemoCredentials {
  token: string;
  webhookSecret: string;
}

/** From the environment, or from where a server that was started without them keeps what it made (ROLLCALL_HOME). */
export async function findCredentials(env: Record<string, string | undefined>): Promise<DemoCredentials> {
  const home = env['ROLLCALL_HOME'] ?? '.rollcall';
  const secrets = await find(env['WORKOS_WEBHOOK_SECRET'], join(home, 'workos-webhook-secret'));
  const [webhookSecret] = (secrets ?? '')
    .split(',')
    .map((secret) => secret.trim())
    .filter((secret) => secret !== '');
  const token = await find(env['ROLLCALL_API_TOKEN'], join(home, 'operator-token'));
  if (token === undefined) throw missing('operator token', 'ROLLCALL_API_TOKEN', home);
  if (webhookSecret === undefined) throw missing('webhook secret', 'WORKOS_WEBHOOK_SECRET', home);
  return { token, webhookSecret };
}

async function find(fromEnvironment: string | undefined, path: string): Promise<string | undefined> {
  if (fromEnvironment !== undefined && fromEnvironment.trim() !== '') return fromEnvironment.trim();
  try {
    const text = (await readFile(path, 'utf8')).trim();
    return text === '' ? undefined : text;
  } catch {
    return undefined;
  }
}

function missing(what: string, setting: string, home: string): DemoFailure {
  return new DemoFailure(
    `No ${what} found: set ${setting} to the server's, or run this in the server's directory (it looked in ${home}).`,
  );
}
