import assert from 'node:assert/strict';
import { pino } from 'pino';
import { RollcallError } from '../../src/domain/rollcall-error.ts';
import type { PolicyVersion } from '../../src/generated/api.ts';
import { withPullMarker } from '../../src/policy/pull-marker.ts';
import { loadPolicies } from '../../src/tenancy/load-policies.ts';
import { goBackToVersion, pushPolicy, type PushRequest } from '../../src/tenancy/push-policy.ts';
import { showPolicyVersion } from '../../src/tenancy/show-policy.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

const actor = { kind: 'operator', id: 'test' } as const;
/** Policies that tell apart: who is in no group has another role. */
const [A, B, C, D] = ['viewer', 'member', 'admin', 'no_access'].map(
  (role) => (slug: string) =>
    `# ${role}\nversion: rollcall/v1\ntenant: ${slug}\ngroups: { default_role: ${role} }\n`,
) as [Policy, Policy, Policy, Policy];
type Policy = (slug: string) => string;

describe('What git has not seen', () => {
  let rollcall: TestRollcall;
  let count = 0;
  let slug: string;
  let said: Record<string, unknown>[];

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());
  beforeEach(() => {
    slug = `tenant-${++count}`;
    said = [];
    rollcall.clock.advance(60_000);
  });

  const tenantRef = async () => {
    const result = await rollcall.database.acrossTenants((trx) =>
      trx.raw<{ rows: { id: string; slug: string }[] }>('select id, slug from tenants where slug = ?', [
        slug,
      ]),
    );
    const [tenant] = result.rows;
    assert.ok(tenant);
    return tenant;
  };
  /** A start of the service with this file in its policies folder. */
  const start = async (yaml: string): Promise<string> => {
    const [loaded] = await loadPolicies(
      rollcall.service.tenancy,
      [{ name: slug, file: `${slug}.policy.yaml`, text: yaml }],
      pino({ level: 'debug' }, { write: (line) => said.push(JSON.parse(line) as Record<string, unknown>) }),
    );
    return `${loaded?.outcome ?? ''} ${loaded?.version ?? 'none'}`;
  };
  const push = async (yaml: string, more: Partial<PushRequest> = {}): Promise<string> => {
    const request = { yaml, file: `${slug}.policy.yaml`, plan: null, over: null, author: 'ada', ...more };
    const { outcome, version } = await pushPolicy(
      rollcall.service.tenancy,
      await tenantRef(),
      request,
      actor,
    );
    return `${outcome} ${version.version}`;
  };
  const pushByApi = (yaml: string) => push(yaml, { file: null, author: 'the console' });
  const goBack = async (version: number): Promise<string> => {
    rollcall.clock.advance(1_000);
    const request = { version, plan: null, over: null };
    return (await goBackToVersion(rollcall.service.tenancy, await tenantRef(), request, actor)).outcome;
  };
  const inForce = async (): Promise<PolicyVersion> => {
    const { id } = await tenantRef();
    return rollcall.database.inTenant(id, (trx) => showPolicyVersion(trx, id));
  };
  /** The file as a pull writes it. */
  const pull = async (): Promise<string> => {
    const { yaml, version, activation } = await inForce();
    return withPullMarker(yaml, { version, activation: activation ?? 0 });
  };
  const problem = async (): Promise<string | null> => (await inForce()).problem?.diagnostics[0]?.code ?? null;
  const refused = async (work: Promise<unknown>, says: RegExp): Promise<void> => {
    await assert.rejects(work, (fault) => {
      assert.ok(fault instanceof RollcallError);
      assert.equal(fault.code, 'conflict');
      assert.match(fault.message, says);
      return true;
    });
  };

  it('is one version with one time, however long it takes to put it in force', async () => {
    await start(A(slug));
    const now = rollcall.clock.now.bind(rollcall.clock);
    rollcall.clock.now = () => {
      rollcall.clock.advance(1);
      return now();
    };
    try {
      await push(B(slug), { file: null });
    } finally {
      rollcall.clock.now = now;
    }
    await assert.rejects(push(C(slug)), (error: RollcallError) => {
      assert.match(error.message, /made by ada at \S+Z, and git has not seen it/);
      return true;
    });
  });

  it('is not replaced by a push: the refusal names the version, who made it and when, and says to pull', async () => {
    await start(A(slug));
    await pushByApi(B(slug));
    const { created_at } = await inForce();
    await refused(
      push(C(slug)),
      new RegExp(
        `^Version 2 of the policy is in force, made by the console at ${created_at}, and git has not seen it\\..*rollcall policy pull ${slug}.*--over 2`,
      ),
    );
    assert.equal((await inForce()).version, 2);
  });

  it('is replaced once it was pulled, and a pull and a push alone change nothing', async () => {
    await start(A(slug));
    await pushByApi(B(slug));
    const pulled = await pull();
    assert.equal(await push(pulled), 'unchanged 2');
    assert.equal((await inForce()).yaml, B(slug), 'the mark is stored');
    assert.equal(await push(C(slug)), 'activated 3', 'git has it since that push');
  });

  it('is replaced by a change on top of what was pulled, and by one that names it', async () => {
    await start(A(slug));
    await pushByApi(B(slug));
    assert.equal(await push((await pull()).replace('member', 'admin')), 'activated 3');
    assert.equal((await inForce()).yaml, B(slug).replace('member', 'admin'));
    await pushByApi(D(slug));
    await refused(push(A(slug), { over: 3 }), /Version 3 is to be replaced, but version 4 is in force/);
    assert.equal(await push(A(slug), { over: 4 }), 'activated 5');
  });

  it('is not undone by a restart, which says so in the log and of the tenant until it was pulled', async () => {
    await start(A(slug));
    await pushByApi(B(slug));
    assert.equal(await start(A(slug)), 'refused 2');
    assert.equal(await start(A(slug)), 'refused 2');
    assert.equal((await inForce()).yaml, B(slug));
    assert.equal(await problem(), 'not_seen_by_git');
    assert.deepEqual(
      said.map(({ tenant, reason, version }) => [tenant, reason, version]),
      [
        [slug, 'not_seen_by_git', 2],
        [slug, 'not_seen_by_git', 2],
      ],
    );
    assert.equal(await start(await pull()), 'unchanged 2');
    assert.equal(await problem(), null);
    assert.equal(await start(C(slug)), 'activated 3', 'git has it since that start');
  });

  it('also where the file was changed at the same time: neither is lost, and the pulled one goes on', async () => {
    await start(A(slug));
    await pushByApi(B(slug));
    assert.equal(await start(C(slug)), 'refused 2');
    await refused(push(C(slug)), /git has not seen it/);
    const merged = (await pull()).replace('default_role: member', 'default_role: admin');
    assert.equal(await start(merged), 'activated 3');
    assert.equal(await problem(), null);
  });

  it('is a version that was brought back, too, though it came from a file', async () => {
    await start(A(slug));
    await push(B(slug));
    assert.equal(await goBack(1), 'activated');
    assert.equal(await start(B(slug)), 'refused 1');
    await refused(push(C(slug)), /^Version 1 .* and in force since .*, and git has not seen it/);
    assert.equal(await start(A(slug)), 'unchanged 1', 'a file that says the same has seen it');
    assert.equal(await push(C(slug)), 'activated 3');
  });

  it('is not seen by a mark of an earlier time, when the same version was in force before', async () => {
    await start(A(slug));
    await pushByApi(B(slug));
    const bad = (await pull()).replace('member', 'admin');
    assert.equal(await push(bad), 'activated 3');
    assert.equal(await goBack(2), 'activated');
    // The file still says that it is based on version 2, and holds version 3, which somebody has just gone back from.
    assert.equal(await start(bad), 'refused 2');
    await refused(push(bad), /git has not seen it/);
    assert.equal((await inForce()).version, 2);
    assert.equal(await start((await pull()).replace('member', 'viewer')), 'activated 4');
  });

  it('is the default policy of its day, once somebody has gone back to it', async () => {
    await rollcall.createTenant(slug, `directory_${slug}`);
    assert.equal(await start(B(slug)), 'activated 2', 'a default policy is in nobody’s way');
    await goBack(1);
    assert.equal(await start(B(slug)), 'refused 1');
    assert.equal((await inForce()).origin, 'default');
    // Nor does the default policy of today take its place.
    const { tenancy } = rollcall.service;
    const other = {
      ...tenancy,
      policyContext: {
        ...tenancy.policyContext,
        defaultDocument: { version: 'rollcall/v1' as const, about: 'Another.' },
      },
    };
    await loadPolicies(other, [], pino({ level: 'silent' }));
    assert.equal((await inForce()).version, 1);
  });

  it('is not what a tenant got by the default policy: a file of its own is put in force at once', async () => {
    await rollcall.createTenant(slug, `directory_${slug}`);
    assert.equal(await push(B(slug)), 'activated 2');
  });

  it('is what the API founded a tenant with', async () => {
    await rollcall.createTenant(slug, `directory_${slug}`, 'groups: { default_role: viewer }\n');
    assert.equal(await start(B(slug)), 'refused 1');
    await refused(push(B(slug)), /git has not seen it/);
  });

  it('needs no pull where what was pushed from a file is pushed over from another', async () => {
    await start(A(slug));
    assert.equal(await push(B(slug)), 'activated 2');
    assert.equal(await push(C(slug)), 'activated 3');
  });

  it('aside, a restart with the file of before does not undo a push; with a newer file it goes on', async () => {
    await start(A(slug));
    await push(B(slug));
    assert.equal(await start(A(slug)), 'refused 2');
    assert.equal(await problem(), 'pushed_since');
    assert.equal(await start(B(slug)), 'unchanged 2');
    assert.equal(await problem(), null);
    assert.equal(await start(A(slug)), 'activated 3', 'a file that was changed back is a change');
  });

  it('is made once where two servers start at once with the same file', async () => {
    await start(A(slug));
    const outcomes = await Promise.all([start(B(slug)), start(B(slug))]);
    assert.deepEqual(outcomes.sort(), ['activated 2', 'unchanged 2']);
  });

  it('stays where a push and a change by the API come at once: one of them is refused or comes after', async () => {
    await start(A(slug));
    const [byApi, byFile] = await Promise.allSettled([pushByApi(B(slug)), push(C(slug))]);
    assert.equal(byApi.status, 'fulfilled');
    const { yaml } = await inForce();
    // Whichever came first: the file may be replaced by the API, never the other way round.
    assert.equal(yaml, B(slug));
    if (byFile.status === 'rejected') assert.match(String(byFile.reason), /git has not seen it/);
  });

  it('is not made by the same push twice', async () => {
    await start(A(slug));
    assert.equal(await push(B(slug), { over: 1 }), 'activated 2');
    assert.equal(await push(B(slug), { over: 1 }), 'unchanged 2');
  });

  it('makes everyone be reconsidered when it is brought back, and is recorded', async () => {
    await start(A(slug));
    await push(B(slug));
    await rollcall.drain();
    const { id } = await tenantRef();
    await goBack(1);
    const result = await rollcall.database.inTenant(id, (trx) =>
      trx.raw<{ rows: unknown[] }>(
        `select t.reconsider_after is not null as due, r.reason, r.before, r.after, r.actor_id
           from tenants t join audit_records r on r.tenant_id = t.id
          where t.id = ? and r.action = 'policy.activated' order by r.id desc limit 1`,
        [id],
      ),
    );
    assert.deepEqual(result.rows, [
      {
        due: true,
        reason: 'Version 1 of the policy is in force again, instead of version 2',
        before: { version: 2 },
        after: { version: 1, origin: 'file', author: `${slug}.policy.yaml` },
        actor_id: 'test',
      },
    ]);
    assert.equal(await goBack(1), 'unchanged');
  });
});
