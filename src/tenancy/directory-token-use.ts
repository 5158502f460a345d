import { LRUCache } from 'lru-cache';
import type { Clock } from '../domain/clock.ts';
import { tokenStateOf } from '../domain/directory-token.ts';
import { createUseNotes } from '../domain/use-notes.ts';
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

const warnsEveryMs = 24 * 60 * 60 * 1000;
/** Tokens kept in mind; one that was forgotten is warned about once too often. */
const mostRemembered = 10_000;

/**
 * The last use of a token is written once a minute at most, and a token that is about to expire is warned about once a
 * day at most, by its id alone; both count in this process.
 */
export function createTokenUse({ database, clock, log }: TokenUseDeps): TokenUse {
  const warned = new LRUCache<string, number>({ max: mostRemembered });
  const uses = createUseNotes(clock, ({ id }, now, stale) => writeTokenUse(database, id, now, stale));

  return {
    note(token) {
      uses.note({ id: token.tokenId, lastUsedAt: token.lastUsedAt });
      const { expiresAt, tokenId } = token;
      const now = clock.now();
      if (expiresAt === null || tokenStateOf(token, now) !== 'expiring') return;
      if (now.getTime() - (warned.get(tokenId) ?? -Infinity) < warnsEveryMs) return;
      warned.set(tokenId, now.getTime());
      log.warn(
        {
          tenant_id: token.tenantId,
          directory_id: token.directoryId,
          token_id: tokenId,
          expires_at: expiresAt,
        },
        'a token that an identity provider uses will expire soon',
      );
    },
    settled: () => uses.settled(),
  };
}
