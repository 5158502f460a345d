import type { Config } from '../config.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import { secretKey } from '../store/home-directory.ts';
import { parseSecretKey, type SecretKeys } from '../store/sealed-secret.ts';

/** ROLLCALL_SECRET_KEY, or else the key that the home keeps, which is made on the first call. */
export function secretKeysOf({ webhooks, home }: Config): SecretKeys {
  if (webhooks.secretKeys !== null) return webhooks.secretKeys;
  const kept = secretKey(home);
  const key = parseSecretKey(kept.value);
  if (key !== null) return [key];
  throw new RollcallError(
    'invalid_configuration',
    `${kept.path} is not a key of 32 bytes in base64. Put the key back that was there: what is sealed opens with no other.`,
  );
}
