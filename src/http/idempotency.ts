import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { canonicalJson } from '../domain/canonical-json.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import {
  claimIdempotencyKey,
  finishIdempotencyKey,
  releaseIdempotencyKey,
} from '../store/idempotency-keys.ts';
import { describeFault } from './describe-fault.ts';
import type { HttpDeps } from './deps.ts';

export interface RepeatableRequest {
  /** Of the token or the session of a browser. */
  tokenId: string;
  /** The token or the session's secret itself: only who has it can read the kept answer. */
  token: string;
  /** The Idempotency-Key header. */
  key: string;
  method: string;
  path: string;
  body: unknown;
  answersSecret: boolean;
}

export interface Answer {
  status: number;
  body: unknown;
}

/**
 * Runs a write once, however often it is sent under the same Idempotency-Key within 24 hours: the answer to the first
 * is given again. A refused request changed nothing, so its key is free again. Answers are kept encrypted under the
 * caller's token, because they may hold personal values; of answers with a secret the id alone is kept, to revoke by.
 */
export async function answerOnce(
  deps: HttpDeps,
  request: RepeatableRequest,
  run: () => Promise<Answer>,
): Promise<Answer & { replayed: boolean }> {
  const { database } = deps;
  const secret = sealingKey(request);
  const identity = { tokenId: request.tokenId, key: request.key, digest: digestOf(request, secret) };
  const claim = await claimIdempotencyKey(database, identity, deps.clock.now());
  switch (claim.outcome) {
    case 'another_request':
      throw new RollcallError(
        'idempotency_key_reused',
        'This Idempotency-Key came with another request before. Use a new key for a new request.',
      );
    case 'running':
      throw new RollcallError(
        'idempotency_key_in_use',
        'The first request with this Idempotency-Key has no answer yet. Send it again in a moment.',
        { retryable: true },
      );
    case 'answered':
      if (request.answersSecret) {
        throw new RollcallError(
          'secret_shown_once',
          'This request succeeded before, and the secret in its answer was shown that once. Revoke it and make another under a new key.',
          claim.body === null ? {} : { details: { made: unsealed(claim.body, secret) } },
        );
      }
      return {
        status: claim.status,
        body: claim.body === null ? undefined : unsealed(claim.body, secret),
        replayed: true,
      };
    case 'first': {
      const answer = await run().catch(async (error: unknown) => {
        await releaseIdempotencyKey(database, identity, claim.since);
        throw error;
      });
      const body = request.answersSecret ? idOf(answer.body) : answer.body;
      const kept = { status: answer.status, body: body === undefined ? null : sealed(body, secret) };
      // The write is done: its answer must reach the caller even if it cannot be kept.
      await finishIdempotencyKey(database, identity, claim.since, kept).catch((error: unknown) => {
        deps.logger.warn(
          { fault: describeFault(error) },
          'the answer to a repeated request could not be kept',
        );
      });
      return { ...answer, replayed: false };
    }
  }
}

/** Of what was made; undefined where it has none. */
function idOf(body: unknown): string | undefined {
  const { id } = (body ?? {}) as { id?: unknown };
  return typeof id === 'string' ? id : undefined;
}

function sealingKey(request: RepeatableRequest): Buffer {
  return Buffer.from(hkdfSync('sha256', request.token, request.key, 'rollcall idempotent answer', 32));
}

function digestOf(request: RepeatableRequest, secret: Buffer): string {
  return createHmac('sha256', secret)
    .update(`${request.method} ${request.path}\n${canonicalJson(request.body)}`)
    .digest('hex');
}

function sealed(body: unknown, secret: Buffer): { sealed: string } {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', secret, nonce);
  const text = Buffer.concat([cipher.update(JSON.stringify(body), 'utf8'), cipher.final()]);
  return { sealed: Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64') };
}

function unsealed(kept: unknown, secret: Buffer): unknown {
  const bytes = Buffer.from((kept as { sealed: string }).sealed, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', secret, bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(12, 28));
  return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8'));
}
