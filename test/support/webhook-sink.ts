import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import type { WebhookMessage } from '../../src/generated/webhook-messages.ts';

/** A webhook as it arrived. */
export interface Received {
  id: string;
  path: string;
  headers: Record<string, string>;
  /** As it was sent. */
  body: string;
  message: WebhookMessage;
}

/** How a sink answers: a status, a status with headers, or null for never. */
export type SinkAnswer = number | { status: number; headers: Record<string, string> } | null;

/** A real server that webhooks are sent to. */
export interface WebhookSink {
  url: string;
  /** Everything that arrived, in that order, whatever was answered. */
  received: Received[];
  /** What was answered 2xx. */
  taken: Received[];
  answer: (webhook: Received) => SinkAnswer;
  /** Resolves once another webhook has arrived. */
  next(): Promise<void>;
  stop(): Promise<void>;
}

export async function openSink(): Promise<WebhookSink> {
  const waiting: (() => void)[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const headers = request.headers as Record<string, string>;
      const message = JSON.parse(body) as WebhookMessage;
      const webhook = { id: headers['webhook-id'] ?? '', path: request.url ?? '', headers, body, message };
      sink.received.push(webhook);
      respond(response, sink.answer(webhook), () => sink.taken.push(webhook));
      for (const resolve of waiting.splice(0)) resolve();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sink: WebhookSink = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    received: [],
    taken: [],
    answer: () => 204,
    next: () => new Promise((resolve) => waiting.push(resolve)),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return sink;
}

function respond(response: ServerResponse, answer: SinkAnswer, onTaken: () => void): void {
  if (answer === null) return;
  const { status, headers } = typeof answer === 'number' ? { status: answer, headers: {} } : answer;
  if (status < 300) onTaken();
  response.writeHead(status, headers).end();
}

/** Whether a webhook is signed with this secret, as of the time that it says. */
export function isSignedWith(secret: string, { id, headers, body }: Received): boolean {
  const at = new Date(Number(headers['webhook-timestamp']) * 1_000);
  const expected = new Webhook(secret).sign(id, at, body);
  return (headers['webhook-signature'] ?? '').split(' ').includes(expected);
}
