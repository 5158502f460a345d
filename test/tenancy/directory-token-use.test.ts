import assert from 'node:assert/strict';
import { v7 as newId } from 'uuid';
import type { Database } from '../../src/store/database.ts';
import type { PresentedToken } from '../../src/store/directory-tokens.ts';
import { createTokenUse } from '../../src/tenancy/directory-token-use.ts';
import { createTestClock } from '../support/test-clock.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

function setUp(write: () => Promise<unknown> = () => Promise.resolve({ rowCount: 1 })) {
  const clock = createTestClock();
  const written: unknown[][] = [];
  const warned: object[] = [];
  const raw = (_sql: string, bindings: unknown[]) => {
    written.push(bindings);
    return write();
  };
  const use = createTokenUse({
    database: { raw } as unknown as Database,
    clock,
    log: { warn: (fields) => warned.push(fields) },
  });
  const token = (changes: Partial<PresentedToken> = {}): PresentedToken => ({
    tokenId: newId(),
    tenantId: newId(),
    directoryId: newId(),
    expiresAt: null,
    revokedAt: null,
    lastUsedAt: null,
    source: 'scim',
    profile: 'generic',
    state: 'active',
    schemasVersion: 0,
    ...changes,
  });
  return { clock, written, warned, use, token };
}

describe('the use of tokens', () => {
  it('is written once a minute for each token, however many requests carry it', async () => {
    const { clock, written, use, token } = setUp();
    const [one, other] = [token(), token()];
    for (let n = 0; n < 100; n += 1) use.note(one);
    use.note(other);
    assert.equal(written.length, 2);
    clock.advance(minute - 1);
    use.note(one);
    assert.equal(written.length, 2);
    clock.advance(1);
    use.note(one);
    use.note(one);
    await use.settled();
    assert.equal(written.length, 3);
  });

  it('is not written where another process just has', async () => {
    const { clock, written, use, token } = setUp();
    const used = token({ lastUsedAt: new Date(clock.now().getTime() - minute + 1) });
    use.note(used);
    assert.equal(written.length, 0);
    clock.advance(1);
    use.note(used);
    await use.settled();
    assert.equal(written.length, 1);
  });

  it('is written by the next request where the database failed, and no request fails for it', async () => {
    const { written, use, token } = setUp(() => Promise.reject(new Error('gone')));
    const used = token();
    use.note(used);
    await use.settled();
    use.note(used);
    await use.settled();
    assert.equal(written.length, 2);
  });

  it('is waited for', async () => {
    let finish: (value: unknown) => void = () => undefined;
    const { use, token } = setUp(() => new Promise((resolve) => (finish = resolve)));
    use.note(token());
    let settled = false;
    const waiting = use.settled().then(() => (settled = true));
    await Promise.resolve();
    assert.equal(settled, false);
    finish({});
    await waiting;
  });

  it('of a token that expires within fourteen days is warned about once a day, by ids alone', () => {
    const { clock, warned, use, token } = setUp();
    const expiresAt = new Date(clock.now().getTime() + 15 * day);
    const used = token({ expiresAt });
    use.note(used);
    use.note(token());
    assert.deepEqual(warned, []);
    clock.advance(day);
    for (let n = 0; n < 5; n += 1) use.note(used);
    assert.deepEqual(warned, [
      {
        tenant_id: used.tenantId,
        directory_id: used.directoryId,
        token_id: used.tokenId,
        expires_at: expiresAt,
      },
    ]);
    clock.advance(day - 1);
    use.note(used);
    assert.equal(warned.length, 1);
    clock.advance(1);
    use.note(used);
    assert.equal(warned.length, 2);
  });
});
