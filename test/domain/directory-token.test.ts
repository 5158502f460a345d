import assert from 'node:assert/strict';
import { tokenInWords, tokensInWords, tokenStateOf } from '../../src/domain/directory-token.ts';

const now = new Date('2026-01-15T09:00:00.000Z');
const inHours = (hours: number) => new Date(now.getTime() + hours * 3_600_000);
const forGood = { expiresAt: null, revokedAt: null };
const until = (hours: number) => ({ expiresAt: inHours(hours), revokedAt: null });
const revoked = { expiresAt: null, revokedAt: inHours(-1) };

describe('a token of a directory', () => {
  it('is valid, then expiring for its last fourteen days, then expired; revoked is revoked', () => {
    const cases = [
      [forGood, 'valid'],
      [until(14 * 24 + 1), 'valid'],
      [until(14 * 24), 'expiring'],
      [{ expiresAt: new Date(now.getTime() + 1), revokedAt: null }, 'expiring'],
      [{ expiresAt: now, revokedAt: null }, 'expired'],
      [until(-1000), 'expired'],
      [revoked, 'revoked'],
      [{ ...until(1), revokedAt: now }, 'revoked'],
      [{ ...until(-1), revokedAt: now }, 'revoked'],
    ] as const;
    for (const [token, state] of cases) {
      assert.equal(tokenStateOf(token, now), state, JSON.stringify(token));
    }
  });

  it('says what is to be done, with the day, and is silent where nothing is', () => {
    assert.equal(tokenInWords(forGood, now), null);
    assert.equal(tokenInWords(revoked, now), null);
    assert.equal(tokenInWords(until(1000), now), null);
    assert.match(
      tokenInWords(until(3 * 24 + 5), now) ?? '',
      /expires in 3 days, on 2026-01-18: make another/,
    );
    assert.match(tokenInWords(until(25), now) ?? '', /expires in a day, on 2026-01-16/);
    assert.match(tokenInWords(until(5), now) ?? '', /expires within a day, on 2026-01-15/);
    assert.match(tokenInWords(until(-24), now) ?? '', /expired on 2026-01-14: what carries it is refused/);
  });
});

describe('the tokens of a directory together', () => {
  it('are silent while one is valid and none is about to end', () => {
    for (const tokens of [[forGood], [until(1000)], [forGood, until(-5)], [revoked, forGood]]) {
      assert.equal(tokensInWords(tokens, now), null);
    }
  });

  it('warn of the one that ends first, also beside another', () => {
    assert.match(tokensInWords([until(200), until(50)], now) ?? '', /in 2 days, on 2026-01-17/);
    assert.match(tokensInWords([forGood, until(50)], now) ?? '', /in 2 days/);
  });

  it('say that the identity provider is refused where none is valid', () => {
    for (const tokens of [[], [revoked]]) {
      assert.match(tokensInWords(tokens, now) ?? '', /^No token is valid, so .* refused\. Make one/);
    }
    assert.match(tokensInWords([revoked, until(-1)], now) ?? '', /^Every token has expired, so .* refused/);
  });
});
