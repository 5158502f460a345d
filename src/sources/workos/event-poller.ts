import type { Logger } from 'pino';
import { codeOf } from '../../store/connection-fault.ts';
import type { MissedReason } from '../../store/resync-requests.ts';
import { digestOfSecret } from '../../store/secret-digest.ts';
import { beginPolling } from '../../store/workos-polling.ts';
import { overlapMs, pollEvents, type PollDeps, type PollFault, type PollOutcome } from './poll-events.ts';

export interface EventPollerDeps extends Omit<PollDeps, 'environment'> {
  log: Logger;
  /** Of WorkOS: together they name the environment. */
  apiUrl: string;
  apiKey: string;
  onFault: (because: PollFault | 'internal') => void;
}

export interface EventPoller {
  start(): void;
  /** Takes a turn now, if it is time and no other process has it. */
  pollDue(): Promise<PollOutcome>;
  /** Ends what is being asked, and lets another process go on. */
  stop(): Promise<void>;
}

/** How often a process looks whether it is time, in milliseconds. */
const lookEveryMs = 1_000;

const faultInWords: Record<PollFault, string> = {
  rate_limited: 'WorkOS wants fewer requests; the events are asked for again later',
  unauthorized: 'WorkOS refuses WORKOS_API_KEY, so no events are read; set the key of the right environment',
  refused: 'WorkOS refuses to be asked for events; is WORKOS_API_URL right?',
  no_answer: 'WorkOS does not answer; the events are asked for again later',
  server_error: 'WorkOS has a fault; the events are asked for again later',
  unreadable: 'WorkOS answered what cannot be read; the events are asked for again later',
};

const missedInWords: Record<MissedReason, string> = {
  events_expired:
    'WorkOS no longer has the events after the last one that was read: a resync of each directory is requested, and reading begins anew from now',
  policy_unusable:
    "events were not kept, because their tenant's policy cannot be used: a resync of these directories is requested",
};

/**
 * Reads what happened in WorkOS over its Events API, which has every event in order: also those whose webhook was lost,
 * and those of the time in which this service was down.
 */
export function createEventPoller(deps: EventPollerDeps): EventPoller {
  const { database, clock, log } = deps;
  const environment = digestOfSecret(`${deps.apiUrl} ${deps.apiKey}`);
  let timer: NodeJS.Timeout | undefined;
  let current: Promise<unknown> = Promise.resolve();
  let running = false;
  let stopping = new AbortController();

  const onMissed: PollDeps['onMissed'] = (reason, directories) => {
    deps.onMissed(reason, directories);
    log.warn({ reason, directories }, missedInWords[reason]);
  };
  const pollDue = async (): Promise<PollOutcome> => {
    await beginPolling(database, environment, clock.now(), overlapMs);
    const outcome = await pollEvents({ ...deps, environment, onMissed }, stopping.signal);
    const { fault, failures } = outcome;
    if (fault !== null) {
      deps.onFault(fault);
      log[fault === 'unauthorized' ? 'error' : 'warn']({ because: fault, failures }, faultInWords[fault]);
    }
    return outcome;
  };

  const tick = (): void => {
    current = pollDue()
      .catch((fault: unknown) => {
        deps.onFault('internal');
        log.error({ code: codeOf(fault) }, 'events of WorkOS could not be kept and will be read again');
      })
      .then(() => {
        if (running) timer = setTimeout(tick, Math.min(lookEveryMs, deps.intervalMs));
      });
  };

  return {
    pollDue,
    start() {
      running = true;
      stopping = new AbortController();
      tick();
    },
    async stop() {
      running = false;
      clearTimeout(timer);
      stopping.abort();
      await current;
    },
  };
}
