import type { Logger } from 'pino';
import { codeOf } from '../../store/connection-fault.ts';
import { beginListing } from '../../store/workos-listings.ts';
import { watchDirectories, type WatchDeps, type WatchOutcome } from './watch-directories.ts';
import type { WorkosFault } from './workos-sdk.ts';

export interface DirectoryWatcherDeps extends Omit<WatchDeps, 'onAmbiguous' | 'onTenantFault'> {
  log: Logger;
  onFault: (because: WorkosFault | 'internal') => void;
}

export interface DirectoryWatcher {
  start(): void;
  /** Takes a turn now, if it is time and no other process has it. */
  watchDue(): Promise<WatchOutcome>;
  /** Lets another process go on. */
  stop(): Promise<void>;
}

/** How often a process looks whether it is time, in milliseconds. */
const lookEveryMs = 2_000;

const faultInWords: Record<WorkosFault, string> = {
  rate_limited: 'WorkOS wants fewer requests; its directories are listed again later',
  unauthorized:
    'WorkOS refuses WORKOS_API_KEY, so no directory is claimed by it; set the key of the right environment',
  refused: 'WorkOS refuses to list its directories; is WORKOS_API_URL right?',
  no_answer: 'WorkOS does not answer; its directories are listed again later',
  server_error: 'WorkOS has a fault; its directories are listed again later',
};

/** Watches the directories of WorkOS: claims those that are waited for, and sees how the connections do. */
export function createDirectoryWatcher(deps: DirectoryWatcherDeps): DirectoryWatcher {
  const { database, clock, log, environment } = deps;
  let timer: NodeJS.Timeout | undefined;
  let current: Promise<unknown> = Promise.resolve();
  let running = false;
  let stopping = new AbortController();

  const watched: WatchDeps = {
    ...deps,
    onAmbiguous: (organizationId, workosIds) => {
      log.warn(
        { organization_id: organizationId, workos_ids: workosIds.slice(0, 20) },
        'several directories of a WorkOS organization could be the one that is waited for, so none is claimed: claim one by hand',
      );
    },
    onTenantFault: (tenantId, fault) => {
      log.error({ tenant_id: tenantId, code: codeOf(fault) }, 'the states of connections could not be noted');
    },
  };
  const watchDue = async (): Promise<WatchOutcome> => {
    await beginListing(database, environment, clock.now());
    const outcome = await watchDirectories(watched, stopping.signal);
    const { fault, failures } = outcome;
    if (fault !== null) {
      deps.onFault(fault);
      log[fault === 'unauthorized' ? 'error' : 'warn']({ because: fault, failures }, faultInWords[fault]);
    }
    return outcome;
  };
  const tick = (): void => {
    current = watchDue()
      .catch((fault: unknown) => {
        deps.onFault('internal');
        log.error({ code: codeOf(fault) }, 'directories of WorkOS could not be looked at, and will be again');
      })
      .then(() => {
        if (running) timer = setTimeout(tick, lookEveryMs);
      });
  };
  return {
    watchDue,
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
