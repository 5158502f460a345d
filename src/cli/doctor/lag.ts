import { readOldestDueEvent, readOldestUnsealed } from '../../store/doctor-read.ts';
import { countUnfinishedEvents } from '../../store/inbox.ts';
import { readPollingProgress } from '../../store/workos-polling.ts';
import { inDatabase } from './database-fault.ts';
import { ok, problem, skipped, warning, type Finding } from './finding.ts';
import type { Patient } from './patient.ts';

/** Milliseconds after which waiting is worth a word, and after which something stands still. */
const LONG = 60_000;
const FAR_TOO_LONG = 600_000;

const isServed = 'Does a service run (`rollcall serve`), and is it ready (/readyz)? Its log says what fails.';

/** Whether events are applied: since when the oldest one waits, and how many were set aside. */
export function checkLanes(patient: Patient): Promise<Finding | Finding[]> {
  return inDatabase(patient, async () => {
    const database = await patient.database();
    const now = patient.clock.now();
    const { since, counts } = await database.acrossTenants(async (trx) => ({
      since: await readOldestDueEvent(trx, now),
      counts: await countUnfinishedEvents(trx),
    }));
    const findings = [
      late(
        since,
        now,
        `The oldest of the events that wait (${counts.waiting}) is due`,
        'No event waits too long.',
      ),
    ];
    if (counts.set_aside > 0) {
      findings.push(
        warning(
          `${counts.set_aside} ${counts.set_aside === 1 ? 'event is' : 'events are'} set aside.`,
          '`rollcall events failures --tenant ...` says what for.',
        ),
      );
    }
    return findings;
  });
}

/** Whether the audit log is sealed. */
export function checkAuditSeal(patient: Patient): Promise<Finding | Finding[]> {
  return inDatabase(patient, async () => {
    const since = await (await patient.database()).acrossTenants(readOldestUnsealed);
    const says = 'Audit records wait to be sealed, the oldest';
    return late(since, patient.clock.now(), says, 'The audit log is sealed.');
  });
}

/** Whether the events of WorkOS are read. */
export function checkPolling(patient: Patient): Promise<Finding | Finding[]> {
  if (!patient.config.workosPolling.enabled) {
    return Promise.resolve(skipped('The Events API of WorkOS is not read.'));
  }
  return inDatabase(patient, async () => {
    const progress = await readPollingProgress(await patient.database());
    const readAt = progress?.caught_up_at ?? null;
    if (readAt === null) return warning('The events of WorkOS have never been read.', isServed);
    const says = 'The events of WorkOS were last read to their end';
    return late(readAt, patient.clock.now(), says, 'The events of WorkOS are read.', ' ago');
  });
}

function late(since: Date | null, now: Date, says: string, fine: string, ago = ''): Finding {
  const ms = since === null ? 0 : now.getTime() - since.getTime();
  if (ms < LONG) return ok(fine);
  const minutes = Math.floor(ms / 60_000);
  const span =
    minutes < 120
      ? `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`
      : `${Math.floor(minutes / 60)} hours`;
  const sentence = `${says} ${ago === '' ? `for ${span}` : `${span}${ago}`}.`;
  return ms < FAR_TOO_LONG ? warning(sentence, isServed) : problem(sentence, isServed);
}
