import type { Logger } from 'pino';
import type { Clock } from '../domain/clock.ts';
import { isNoticeGivenUp, noticeRetryAt } from '../domain/notice-times.ts';
import { inSpan, noTracer, type Tracer } from '../domain/tracer.ts';
import type { MailOutcome, MailTransport } from '../outbound/mail/mail.ts';
import { writeNoticeMail } from '../outbound/notices/write-notice-mail.ts';
import type { Database } from '../store/database.ts';
import { findDueChannels, finishNotices, type DueChannel, type WaitingNotice } from '../store/notices.ts';
import { claimDueNotices, type Claim, type ClaimDeps, type ClaimedNotices } from './claim-notices.ts';
import { codeOf } from '../store/connection-fault.ts';

export interface NoticeSenderDeps extends ClaimDeps {
  database: Database;
  mail: MailTransport;
  clock: Clock;
  log: Logger;
  intervalMs: number;
  /** Called for each notice that is finished, and for each attempt that failed. */
  onOutcome: (outcome: 'sent' | 'dropped' | 'dead' | 'failed', count: number) => void;
  /** Absent: nothing is traced. */
  tracer?: Tracer;
}

export interface NoticeSender {
  start(): void;
  /** Sends what is due, one mail for each channel, and returns when nothing is due any more. */
  sendDue(): Promise<void>;
  /** Finishes the mail that is being sent. */
  stop(): Promise<void>;
}

const channelsAtOnce = 100;

/**
 * Tells the channels of policies what they asked for. Any number of processes may do so on one database: what one has
 * claimed the others leave alone. A process that dies while it sends leaves the notices claimed, and they are sent again
 * two minutes later: at least once, with the same Message-ID.
 */
export function createNoticeSender(deps: NoticeSenderDeps): NoticeSender {
  const { database, clock, log } = deps;
  let timer: NodeJS.Timeout | undefined;
  let current: Promise<void> = Promise.resolve();
  let running = false;
  let stopping = false;

  const tell = async (due: DueChannel): Promise<void> => {
    const claim = await database.inTenant(due.tenant_id, (trx) =>
      claimDueNotices(deps, trx, due, clock.now()),
    );
    if (claim.kind === 'claimed') await send(deps, due, claim);
    else if (claim.kind === 'dropped') noteDropped(deps, due, claim);
  };

  const sendDue = async (): Promise<void> => {
    /** A channel that fails is left for the next time, so that the others get theirs. */
    const tried = new Set<string>();
    for (;;) {
      const due = await database.acrossTenants((trx) => findDueChannels(trx, clock.now(), channelsAtOnce));
      const untried = due.filter((each) => !tried.has(keyOf(each)));
      if (untried.length === 0) return;
      for (const each of untried) {
        if (stopping) return;
        tried.add(keyOf(each));
        await tell(each).catch((fault: unknown) => {
          log.error(
            { tenant_id: each.tenant_id, channel: each.channel, code: codeOf(fault) },
            'a channel could not be told, which will be tried again',
          );
        });
      }
    }
  };

  const tick = (): void => {
    current = sendDue()
      .catch((fault: unknown) => {
        log.error({ code: codeOf(fault) }, 'looking for notices failed and will be tried again');
      })
      .then(() => {
        if (running) timer = setTimeout(tick, deps.intervalMs);
      });
  };

  return {
    sendDue,
    start() {
      running = true;
      stopping = false;
      tick();
    },
    async stop() {
      running = false;
      stopping = true;
      clearTimeout(timer);
      await current;
    },
  };
}

function keyOf({ tenant_id, channel }: DueChannel): string {
  return `${tenant_id} ${channel}`;
}

async function send(deps: NoticeSenderDeps, due: DueChannel, claimed: ClaimedNotices): Promise<void> {
  const attributes = {
    'rollcall.tenant_id': due.tenant_id,
    'rollcall.count.notices': claimed.notices.length,
  };
  const mailed = { kind: 'client', parent: null, attributes } as const;
  const outcome = await inSpan(deps.tracer ?? noTracer, 'send mail', mailed, async (span) => {
    const result = await attempt(deps, claimed);
    if (result.kind === 'failed') span.fail('mail_failed');
    return result;
  });
  const now = deps.clock.now();
  const finish = (ids: string[], end: Parameters<typeof finishNotices>[3]) =>
    deps.database.inTenant(due.tenant_id, (trx) => finishNotices(trx, due.tenant_id, ids, end));
  const place = { tenant_id: due.tenant_id, channel: due.channel };
  const ids = claimed.notices.map(({ id }) => id);

  if (outcome.kind === 'sent') {
    const { refused } = outcome;
    const error =
      refused === 0 ? null : `${refused} of ${claimed.to.length} addresses were refused by the mail server.`;
    await finish(ids, { status: 'sent', error, sentAt: now });
    if (error !== null)
      deps.log.warn({ ...place, refused }, 'a mail did not go to all addresses of a channel');
    deps.onOutcome('sent', ids.length);
    return;
  }
  deps.onOutcome('failed', 1);
  const { dead, again, nextAttemptAt } = afterFailure(claimed.notices, now);
  await finish(again, { status: 'waiting', error: outcome.error, nextAttemptAt });
  await finish(dead, { status: 'dead', error: outcome.error });
  if (dead.length > 0) deps.onOutcome('dead', dead.length);
  deps.log.error(
    { ...place, tried_again: again.length, given_up: dead.length, error: outcome.error },
    'a channel could not be told by mail',
  );
}

/** All of a channel is tried again together; what has been tried for a day is given up. */
function afterFailure(notices: readonly WaitingNotice[], now: Date) {
  const isDead = ({ due_at }: WaitingNotice): boolean => isNoticeGivenUp(due_at, now);
  const attempts = Math.max(...notices.map((notice) => notice.attempts)) + 1;
  return {
    dead: notices.filter(isDead).map(({ id }) => id),
    again: notices.filter((notice) => !isDead(notice)).map(({ id }) => id),
    nextAttemptAt: noticeRetryAt(attempts, now),
  };
}

/** Nothing of it is logged: it holds names and addresses. */
async function attempt(
  { mail, clock }: NoticeSenderDeps,
  { notices, to, contents }: ClaimedNotices,
): Promise<MailOutcome> {
  if (to.length === 0) return { kind: 'sent', refused: 0 };
  const last = notices.at(-1);
  const about = { ids: notices.map(({ id }) => id), latestAt: last?.created_at ?? clock.now() };
  try {
    return await mail.send(writeNoticeMail(contents, about, to, clock.now()));
  } catch (fault) {
    return { kind: 'failed', error: `The mail could not be made (${codeOf(fault)}).` };
  }
}

function noteDropped(
  deps: NoticeSenderDeps,
  due: DueChannel,
  { ids, because }: Claim & { kind: 'dropped' },
): void {
  deps.log.warn(
    { tenant_id: due.tenant_id, channel: due.channel, notices: ids.length, because },
    'notices of a channel were dropped, because there is nobody behind it',
  );
  deps.onOutcome('dropped', ids.length);
}
