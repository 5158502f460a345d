import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from 'rollcall/client';
import { createProduct } from '../../examples/express-app/product.ts';
import type { TestRollcall } from './rollcall.ts';

/** The example product over a Rollcall, listening. */
export interface NotesProduct {
  url: string;
  /** Given before the first webhook. */
  secrets: string[];
  /** A browser of its own, signed out. */
  openBrowser(): Browser;
  stop(): Promise<void>;
}

export interface Answered {
  status: number;
  body: Record<string, unknown>;
}

/** Keeps the cookie, and shows a token where one is given. */
export interface Browser {
  signIn(email: string): Promise<number>;
  ask(method: string, path: string, given?: { body?: unknown; token?: string }): Promise<Answered>;
}

/** @param token of Rollcall's API */
export async function openNotesProduct(
  { url: rollcallUrl, clock }: Pick<TestRollcall, 'url' | 'clock'>,
  tenant: string,
  token: string,
): Promise<NotesProduct> {
  const secrets: string[] = [];
  const product = createProduct({
    client: createClient({ url: rollcallUrl, token, retries: 0 }),
    tenant,
    webhooks: { secrets, now: () => clock.now() },
    now: () => clock.now(),
  });
  const server = createServer(product).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    secrets,
    openBrowser: () => browserAt(url),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function browserAt(url: string): Browser {
  let cookie = '';
  return {
    async signIn(email) {
      const answer = await fetch(`${url}/sign-in`, {
        method: 'POST',
        body: new URLSearchParams({ email }),
        redirect: 'manual',
      });
      cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie;
      return answer.status;
    },
    async ask(method, path, { body, token } = {}) {
      const answer = await fetch(`${url}${path}`, {
        method,
        redirect: 'manual',
        headers: {
          ...(token === undefined ? { cookie } : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      const isJson = answer.headers.get('content-type')?.includes('json') === true;
      return { status: answer.status, body: isJson ? (JSON.parse(text) as Record<string, unknown>) : {} };
    },
  };
}
