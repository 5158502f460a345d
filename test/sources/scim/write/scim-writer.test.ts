import assert from 'node:assert/strict';
import { pino } from 'pino';
import { systemClock } from '../../../../src/domain/clock.ts';
import { profileOf } from '../../../../src/sources/scim/profiles/profile-of.ts';
import { buildRegistry, userType } from '../../../../src/sources/scim/protocol/registry.ts';
import { createScimWriter } from '../../../../src/sources/scim/write/scim-writer.ts';
import type { Database } from '../../../../src/store/database.ts';
import { newUser } from '../../../support/scim-client.ts';

describe('The writer of SCIM requests', () => {
  /** How often a request was tried that PostgreSQL ends with this state, and what became of it. */
  async function triedWith(state: string): Promise<{ tries: number; fault: unknown }> {
    let tries = 0;
    const database = {
      inTenant: () => {
        tries += 1;
        return Promise.reject(Object.assign(new Error('ended'), { code: state }));
      },
    } as unknown as Database;
    const writer = createScimWriter({
      database,
      clock: systemClock,
      log: pino({ level: 'silent' }),
      policies: {
        load: () => assert.fail('nothing is read'),
        compile: () => assert.fail('nothing is read'),
      },
      reconcile: () => assert.fail('nothing is reconciled'),
      onApplied: () => assert.fail('nothing is applied'),
    });
    const caller = {
      tenantId: 'a tenant',
      directoryId: 'a directory',
      profile: profileOf('generic'),
      registry: buildRegistry({ testResource: false, custom: [] }),
      baseUrl: 'https://example.com',
    };
    const incoming = newUser('ann@acme.com');
    const fault: unknown = await writer
      .write(caller, { kind: 'create', type: userType, incoming })
      .catch((error: unknown) => error);
    return { tries, fault };
  }

  it('tries again what was ended for the sake of others, and gives up at last', async () => {
    const { tries, fault } = await triedWith('40P01');
    assert.equal(tries, 5);
    assert.ok(fault instanceof Error);
  });

  it('does not try again what took too long, nor what failed', async () => {
    for (const state of ['57014', '23505']) {
      const { tries, fault } = await triedWith(state);
      assert.equal(tries, 1, state);
      assert.ok(fault instanceof Error);
    }
  });
});
