import { LRUCache } from 'lru-cache';
import type { Clock } from '../domain/clock.ts';
import { tokenStateOf } from '../domain/directory-token.ts';
import type { Database } from '../store/database.ts';
import { writeTokenUse, type PresentedToken } from '../store/directory-tokens.ts';

export interface TokenUseDeps {
  database: Database;
  clock: Clock;
  log: { warn(fields: object, sentence: string): void };
}

/** Keeps in mind which tokens were used, without a write for each request. */
export interface TokenUse {
  /** Notes that a request came with this token, which was let in. Returns at once. */
  note(token: PresentedToken): void;
  /** When everything that was noted is written. */
  settled(): Promise<void>;
}

const lastUsedPrecisionMs = 60_000;
const warnsEveryMs = 24 * 60 * 60 * 1000;
/** Tokens kept in mind; one that was forgotten is written, or warned about, once too often. */
const mostRemembered = 10_000;

/**
 * The last use of a token is written once a minute at most, and a token that is about to expire is warned about once a
 * day at most, by its id alone; both count in this process.
 */
export function createTokenUse({ database, clock, log }: TokenUseDeps): TokenUse {
  const written = new LRUCache<string, number>({ max: mostRemembered });
  const warned = new LRUCache<string, number>({ max: mostRemembered });
  const running = new Set<Promise<void>>();

  function note(token: PresentedToken): void {
    const now = clock.now();
    if (isDue(written, token, now, lastUsedPrecisionMs, token.lastUsedAt)) write(token, now);
    const { expiresAt } = token;
    if (expiresAt === null || tokenStateOf(token, now) !== 'expiring') return;
    if (!isDue(warned, token, now, warnsEveryMs, null)) return;
    log.warn(
      {
        tenant_id: token.tenantId,
        directory_id: token.directoryId,
        token_id: token.tokenId,
        expires_at: expiresAt,
      },
      'a token that an identity provider uses will expire soon',
    );
  }

  function write(token: PresentedToken, now: Date): void {
    const stale = new Date(now.getTime() - lastUsedPrecisionMs);
    const writing = writeTokenUse(database, token.tokenId, now, stale)
      .catch(() => {
        // The request that used it was answered; the next one notes it again.
        written.delete(token.tokenId);
      })
      .finally(() => running.delete(writing));
    running.add(writing);
  }

  return {
    note,
    settled: async () => {
      await Promise.all(running);
    },
  };
}

/** Whether nothing of the kind was done within `everyMs`, here or, by `before`, elsewhere; notes that it is done now. */
function isDue(
  done: LRUCache<string, number>,
  { tokenId }: PresentedToken,
  now: Date,
  everyMs: number,
  before: Date | null,
): boolean {
  const latest = Math.max(done.get(tokenId) ?? -Infinity, before?.getTime() ?? -Infinity);
  if (now.getTime() - latest < everyMs) return false;
  done.set(tokenId, now.getTime());
  return true;
}
