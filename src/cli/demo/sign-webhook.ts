import { createHmac } from 'node:crypto';

/** The WorkOS-Signature header that WorkOS sends with these bytes at this moment. */
export function signWebhook(body: string | Buffer, secret: string, now: Date): string {
  const timestamp = String(now.getTime());
  const signature = createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex');
  return `t=${timestamp}, v1=${signature}`;
}
