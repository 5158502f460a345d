/** Starts the example; README.md says how. */
import { createClient } from 'rollcall/client';
import { createProduct } from './product.ts';

const {
  ROLLCALL_URL = 'http://127.0.0.1:8080',
  ROLLCALL_TOKEN,
  ROLLCALL_TENANT,
  ROLLCALL_WEBHOOK_SECRETS = '',
  PORT = '3000',
} = process.env;
if (!ROLLCALL_TOKEN || !ROLLCALL_TENANT) {
  console.error('Set ROLLCALL_TOKEN and ROLLCALL_TENANT; README.md says where to get them.');
  process.exit(2);
}
const product = createProduct({
  client: createClient({ url: ROLLCALL_URL, token: ROLLCALL_TOKEN }),
  tenant: ROLLCALL_TENANT,
  webhooks: { secrets: ROLLCALL_WEBHOOK_SECRETS.split(',').filter((secret) => secret !== '') },
});
product.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`Notes: http://127.0.0.1:${PORT}/sign-in`);
});
