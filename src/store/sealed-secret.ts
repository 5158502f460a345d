import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { RollcallError } from '../domain/rollcall-error.ts';

/** Keys of 32 bytes: the first one seals, each of them opens. They are never in the database. */
export type SecretKeys = readonly [Buffer, ...Buffer[]];

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A key that is written in base64 or base64url; null where it is none. */
export function parseSecretKey(text: string): Buffer | null {
  if (!/^[\w+/-]{43}=?$/.test(text.trim())) return null;
  const key = Buffer.from(text.trim(), 'base64');
  return key.length === KEY_BYTES ? key : null;
}

/**
 * Encrypts a secret that must be read again (AES-256-GCM).
 *
 * @param place where it is kept: it opens nowhere else, so that nobody who writes to the database can move it
 */
export function sealSecret([key]: SecretKeys, secret: string, place: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place));
  const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return `${nameOf(key)}.${Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64')}`;
}

/** @throws RollcallError invalid_configuration where the key is another one; internal where the text was changed or moved */
export function openSecret(keys: SecretKeys, sealed: string, place: string): string {
  const [name, content = ''] = sealed.split('.');
  const key = keys.find((each) => nameOf(each) === name);
  if (key === undefined) {
    throw new RollcallError(
      'invalid_configuration',
      'A secret was sealed with another key. Set ROLLCALL_SECRET_KEY to the key of that time, behind the one of today.',
    );
  }
  const bytes = Buffer.from(content, 'base64');
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    }).setAAD(Buffer.from(place));
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return (
      decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
    );
  } catch (error) {
    throw new RollcallError('internal', 'A sealed secret was changed, or belongs elsewhere.', {
      cause: error,
    });
  }
}

/** Tells keys apart, and tells nothing about them. */
function nameOf(key: Buffer): string {
  return createHash('sha256').update('rollcall secret key').update(key).digest('hex').slice(0, 8);
}
