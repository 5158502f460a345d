/**
 * `npm run fake:workos`: a WorkOS to develop against, until it is stopped. PORT is its port (any free one unless set),
 * WEBHOOK_URL where its webhooks go.
 */
import { createInterface } from 'node:readline';
import { startFakeWorkos } from './fake-workos.ts';
import { commandsInWords, createPlayer } from './play.ts';

const webhookUrl = process.env['WEBHOOK_URL'] ?? 'http://127.0.0.1:8080/api/webhooks/workos';
const fake = await startFakeWorkos({ port: Number(process.env['PORT'] ?? 0), seed: Date.now() % 1_000_000 });
fake.webhooks.url = webhookUrl;
process.stdout.write(`A fake WorkOS runs. Nothing of it leaves this machine.

  Address         ${fake.url}
  API key         ${fake.apiKey}
  Webhook secret  ${fake.webhookSecret}
  Webhooks go to  ${webhookUrl} (WEBHOOK_URL)

Start Rollcall with it in another terminal:

  WORKOS_API_URL=${fake.url} WORKOS_API_KEY=${fake.apiKey} WORKOS_WEBHOOK_SECRET=${fake.webhookSecret} npm start

${commandsInWords}
`);

const player = createPlayer(fake, webhookUrl);
const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => process.stdout.write(`${player(line)}\n`));

let delivering = false;
const timer = setInterval(() => {
  if (delivering) return;
  delivering = true;
  void fake.webhooks
    .deliverDue()
    .then(({ failed }) => {
      if (failed > 0) process.stdout.write(`${failed} webhooks were not accepted and come again later.\n`);
    })
    .finally(() => (delivering = false));
}, 250);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    clearInterval(timer);
    lines.close();
    void fake.stop();
  });
}
