import { pino } from 'pino';
import { v7 as newId } from 'uuid';
import type { NewNotice, NoticeItem, NoticeKind, NoticeSend } from '../../src/domain/notice.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { createActivePolicies } from '../../src/reconcile/active-policy.ts';
import type { Database } from '../../src/store/database.ts';
import { insertNotices } from '../../src/store/notices.ts';
import { lockTenant } from '../../src/store/tenants.ts';
import { activatePolicy } from '../../src/tenancy/activate-policy.ts';
import { createTenant } from '../../src/tenancy/create-tenant.ts';
import type { TenancyDeps } from '../../src/tenancy/deps.ts';
import { readPolicyContext } from '../../src/tenancy/policy-context.ts';
import { createNoticeSender, type NoticeSender } from '../../src/workers/send-notices.ts';
import { collectMail, type CollectedMail } from './collect-mail.ts';
import { createTestClock, type TestClock } from './test-clock.ts';
import { createTestDatabase } from './test-database.ts';

/** Tenants with channels, and senders over their notices, without the rest of the service. */
export interface NoticeDesk {
  database: Database;
  databaseUrl: string;
  clock: TestClock;
  mail: CollectedMail;
  sender: NoticeSender;
  /** What senders have logged, as text. */
  logged: string[];
  /** What became of notices, by outcome. */
  outcomes: Record<string, number>;
  tenant(slug: string, notifications: string): Promise<string>;
  /** Another version of the tenant's policy, with these channels. */
  changeChannels(tenantId: string, slug: string, notifications: string): Promise<void>;
  user(tenantId: string, name: string): Promise<string>;
  queue(tenantId: string, ...notices: NewNotice[]): Promise<void>;
  /** As another process would have one. */
  anotherSender(mail?: CollectedMail): NoticeSender;
  notices(tenantId: string): Promise<NoticeRow[]>;
  close(): Promise<void>;
}

export interface NoticeRow {
  channel: string;
  status: string;
  attempts: number;
  last_error: string | null;
  sent_at: Date | null;
  next_attempt_at: Date;
}

const operator = { kind: 'operator', id: 'test' } as const;
const secondMs = 1_000;

export async function openNoticeDesk(): Promise<NoticeDesk> {
  const test = await createTestDatabase();
  const { database } = test;
  const clock = createTestClock();
  const mail = collectMail();
  const logged: string[] = [];
  const outcomes: Record<string, number> = {};
  const policies = createActivePolicies(Buffer.alloc(32));
  const tenancy: TenancyDeps = {
    database,
    policies,
    clock,
    policyContext: readPolicyContext(new URL('../../policies/', import.meta.url).pathname).context,
    wakeLanes: () => undefined,
  };
  const policyOf = (slug: string, notifications: string) =>
    `version: rollcall/v1\ntenant: ${slug}\nnotifications:\n${notifications}`;
  const senderWith = (through: CollectedMail) =>
    createNoticeSender({
      database,
      policies,
      clock,
      mail: through,
      alertsTo: ['operators@rollcall.example.com'],
      publicUrl: 'https://rollcall.example.com',
      log: pino({}, { write: (line) => logged.push(line) }),
      intervalMs: secondMs,
      onOutcome: (outcome, count) => {
        outcomes[outcome] = (outcomes[outcome] ?? 0) + count;
      },
    });
  return {
    database,
    databaseUrl: test.url,
    clock,
    mail,
    sender: senderWith(mail),
    logged,
    outcomes,
    async tenant(slug, notifications) {
      const { tenant } = await createTenant(
        tenancy,
        { slug, policyYaml: policyOf(slug, notifications) },
        operator,
      );
      return tenant.id;
    },
    async changeChannels(tenantId, slug, notifications) {
      const yaml = policyOf(slug, notifications);
      const { effective, diagnostics } = parsePolicy(yaml, `${slug}.policy.yaml`, tenancy.policyContext);
      if (!effective) throw new Error(`the policy of this test is wrong: ${JSON.stringify(diagnostics)}`);
      await database.inTenant(tenantId, async (trx) => {
        const tenant = await lockTenant(trx, tenantId);
        if (!tenant) throw new Error('there is no such tenant');
        const checked = { yaml, effective, origin: 'api', author: 'a test' } as const;
        await activatePolicy(tenancy, trx, tenant, checked, operator);
      });
    },
    async user(tenantId, name) {
      const id = newId();
      await database.inTenant(tenantId, (trx) =>
        trx.raw(
          `insert into users (tenant_id, id, email, display_name, status, role, provisioned_at, updated_at)
           values (?, ?, ?, ?, 'active', 'member', ?, ?)`,
          [
            tenantId,
            id,
            `${name.toLowerCase().replaceAll(' ', '.')}@acme.com`,
            name,
            clock.now(),
            clock.now(),
          ],
        ),
      );
      return id;
    },
    queue: (tenantId, ...notices) =>
      database.inTenant(tenantId, (trx) => insertNotices(trx, tenantId, notices, clock.now())),
    anotherSender: (other = mail) => senderWith(other),
    notices: async (tenantId) => {
      const { rows } = await database.inTenant(tenantId, (trx) =>
        trx.raw<{ rows: NoticeRow[] }>(
          `select channel, status, attempts, last_error, sent_at, next_attempt_at from notices order by id`,
        ),
      );
      return rows;
    },
    close: () => test.drop(),
  };
}

/** A notice about one person, or about nobody in particular. */
export function noticeTo(
  channel: string,
  userId: string | null = null,
  { kind = 'deactivated', send = 'at_once' }: { kind?: NoticeKind; send?: NoticeSend } = {},
): NewNotice {
  const item: NoticeItem = {
    kind,
    says: 'Deactivated: is no longer active in the directory',
    people: 1,
    user_ids: userId === null ? [] : [userId],
    hold_id: null,
    hold_kind: null,
  };
  return { channel, send, items: [item] };
}
