import { RollcallError } from '../domain/rollcall-error.ts';
import { codeOf, isConnectionFault } from '../store/connection-fault.ts';

/**
 * Classes of SQLSTATE that no event and no person can cause: the transaction was disturbed (25, 40), something is missing
 * or not permitted (42), resources ran out (53), an operator intervened (57), the system failed (58). The exception is a
 * cancelled statement: one event that takes for ever must not block its tenant for ever.
 */
const systemicClasses = new Set(['25', '40', '42', '53', '57', '58']);
const CANCELLED = '57014';

/** Whether the same work may succeed later just as it is, so that nobody is to be blamed and nothing to be counted. */
export function isSystemic(fault: unknown): boolean {
  if (isConnectionFault(fault)) return true;
  const code = codeOf(fault);
  if (fault instanceof RollcallError) return code === 'policy_invalid';
  return /^[0-9A-Z]{5}$/.test(code) && code !== CANCELLED && systemicClasses.has(code.slice(0, 2));
}

/** What is kept of a fault: the code and the reason, without the statement that knex puts before it. */
export function describeFault(fault: unknown): string {
  const message = fault instanceof Error ? fault.message : String(fault);
  const reason = message.slice(message.lastIndexOf(' - ') + 1).replace(/^- /, '');
  return `${codeOf(fault)}: ${reason}`.slice(0, 500);
}
