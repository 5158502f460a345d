import { inDatabase } from './database-fault.ts';
import { ok, problem, warning, type Finding } from './finding.ts';
import type { Patient } from './patient.ts';

/** Milliseconds. Signatures of webhooks may be 30 seconds ahead. */
const SOME = 2_000;
const TOO_MUCH = 30_000;

/** Whether the clock of this machine agrees with the database's. */
export function checkDatabaseClock(patient: Patient): Promise<Finding | Finding[]> {
  return inDatabase(patient, ({ probe, askedAt, answeredAt }) => {
    const ahead = (askedAt.getTime() + answeredAt.getTime()) / 2 - probe.now.getTime();
    const slack = (answeredAt.getTime() - askedAt.getTime()) / 2;
    return Promise.resolve(compareClocks(ahead, slack, 'the database'));
  });
}

/**
 * @param ahead milliseconds by which this machine's clock is ahead of the other
 * @param slack milliseconds by which that may be wrong
 */
export function compareClocks(ahead: number, slack: number, other: string): Finding {
  const off = Math.max(0, Math.abs(ahead) - slack);
  const says = `This machine's clock is ${inWords(off)} ${ahead > 0 ? 'ahead of' : 'behind'} that of ${other}.`;
  const todo = 'Let both machines keep their time by NTP (`timedatectl set-ntp true`).';
  if (off > TOO_MUCH) return problem(says, `${todo} Webhooks are refused meanwhile, or taken for old ones.`);
  if (off > SOME) return warning(says, todo);
  return ok(`This machine's clock agrees with that of ${other}.`);
}

function inWords(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  return seconds < 120 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`;
}
