import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { Webhook } from 'standardwebhooks';
import { RollcallError } from '../../domain/rollcall-error.ts';
import { openSecret, type SecretKeys } from '../../store/sealed-secret.ts';
import { placeOfSecret, type SealedSecret } from '../../store/webhook-secrets.ts';

/** 192 bits, as Standard Webhooks asks for between 24 and 64 bytes. */
export function makeSigningSecret(): string {
  return `whsec_${randomBytes(24).toString('base64')}`;
}

export interface Signer {
  /** Whether this process has the keys that these secrets were sealed with. Another one on the same database may. */
  hasKeys(endpointId: string, secrets: SealedSecret[]): boolean;
  /** The headers of one attempt: one signature for each secret, so that a receiver may know either. */
  headers(
    endpointId: string,
    secrets: SealedSecret[],
    messageId: string,
    at: Date,
    body: string,
  ): Record<string, string>;
}

const remembered = 10_000;

/** Signs by the scheme of Standard Webhooks (https://www.standardwebhooks.com). */
export function createSigner(keys: SecretKeys): Signer {
  const opened = new LRUCache<string, Webhook>({ max: remembered });
  const webhookOf = (endpointId: string, { id, sealed }: SealedSecret): Webhook => {
    // By place and text: what was changed in the database is opened, and so checked, anew.
    const name = `${endpointId} ${id} ${sealed}`;
    const known = opened.get(name);
    if (known !== undefined) return known;
    const made = new Webhook(openSecret(keys, sealed, placeOfSecret(endpointId, id)));
    opened.set(name, made);
    return made;
  };
  return {
    hasKeys(endpointId, secrets) {
      return secrets.every((secret) => {
        try {
          webhookOf(endpointId, secret);
          return true;
        } catch (fault) {
          // What was changed or moved opens with no key, and is for the attempt to fail by.
          return !(fault instanceof RollcallError && fault.code === 'invalid_configuration');
        }
      });
    },
    headers: (endpointId, secrets, messageId, at, body) => ({
      'content-type': 'application/json',
      'user-agent': 'Rollcall-Webhooks/1',
      'webhook-id': messageId,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': secrets
        .map((secret) => webhookOf(endpointId, secret).sign(messageId, at, body))
        .join(' '),
    }),
  };
}
