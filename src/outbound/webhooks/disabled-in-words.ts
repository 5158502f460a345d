/** What is known of an endpoint that was disabled because of what it answers. */
export interface Disabling {
  host: string;
  ofEveryTenant: boolean;
  /** It said so itself, by 410. */
  gone: boolean;
  failingSince: Date;
  /** What was wrong with the last attempt, as a sentence; null where nobody knows. */
  lastError: string | null;
  /** How many messages wait for it. */
  waiting: number;
}

/** Says which endpoint was disabled, since when it fails, what it answered last, and how much waits. */
export function disabledInWords({
  host,
  ofEveryTenant,
  gone,
  failingSince,
  lastError,
  waiting,
}: Disabling): string {
  const why = gone
    ? 'it answered 410, which says that it is gone.'
    : `nothing has been delivered to it since ${failingSince.toISOString()}.`;
  const last = gone || lastError === null ? [] : [lastError];
  return [
    `The webhook endpoint ${ofEveryTenant ? 'of every tenant ' : ''}at ${host} was disabled: ${why}`,
    ...last,
    waitingInWords(waiting),
  ].join(' ');
}

function waitingInWords(waiting: number): string {
  if (waiting === 0) return 'No message waits for it.';
  return waiting === 1 ? '1 message waits for it.' : `${waiting} messages wait for it.`;
}
