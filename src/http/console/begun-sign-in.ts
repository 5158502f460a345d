import { RollcallError } from '../../domain/rollcall-error.ts';
import { openSecret, sealSecret, type SecretKeys } from '../../store/sealed-secret.ts';
import type { BegunSignIn } from './oidc.ts';

/** In milliseconds: how long somebody may take to sign in at the identity provider. */
export const signInLasts = 10 * 60 * 1000;

const PLACE = 'console sign-in';

/** What a browser keeps while somebody signs in elsewhere; only this service can read it. */
export interface KeptSignIn extends BegunSignIn {
  returnTo: string;
  until: number;
}

/** As the value of a cookie. */
export function sealSignIn(keys: SecretKeys, kept: KeptSignIn): string {
  return Buffer.from(sealSecret(keys, JSON.stringify(kept), PLACE)).toString('base64url');
}

/** Null for what is not of this service's making, or too old. */
export function openSignIn(keys: SecretKeys, sealed: string, now: Date): KeptSignIn | null {
  try {
    const text = openSecret(keys, Buffer.from(sealed, 'base64url').toString('utf8'), PLACE);
    const kept = JSON.parse(text) as KeptSignIn;
    return kept.until > now.getTime() ? kept : null;
  } catch (error) {
    if (error instanceof RollcallError) return null;
    throw error;
  }
}
