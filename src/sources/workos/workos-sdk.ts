import type { WorkOS } from '@workos-inc/node';
import { RollcallError } from '../../domain/rollcall-error.ts';

export interface WorkosSdkOptions {
  /** Without a slash at the end. */
  url: string;
  apiKey: string;
  /** Milliseconds for a whole answer. */
  timeoutMs?: number;
  /** Sees each answer before the SDK does. */
  onAnswer?: (answer: Response) => void;
}

/** What went wrong with a request, without anything that the other side said. */
export type WorkosFault = 'rate_limited' | 'unauthorized' | 'refused' | 'no_answer' | 'server_error';

const DEFAULT_TIMEOUT_MS = 20_000;

/**
 * The official SDK, loaded when it is first needed: it is large, and most commands never ask WorkOS. It tries nothing
 * again by itself, because whoever waits for a page is better told at once, and the workers have a back-off of their own.
 *
 * @returns a function that gives the one client
 */
export function workosSdk({ url, apiKey, timeoutMs = DEFAULT_TIMEOUT_MS, onAnswer }: WorkosSdkOptions) {
  let client: Promise<WorkOS> | undefined;
  return (): Promise<WorkOS> => (client ??= load());

  async function load(): Promise<WorkOS> {
    const { WorkOS } = await import('@workos-inc/node');
    const { protocol, host, pathname } = new URL(url);
    return new WorkOS(apiKey, {
      apiHostname: `${host}${pathname.replace(/\/+$/, '')}`,
      https: protocol === 'https:',
      timeout: timeoutMs,
      maxRetries: 0,
      // Whoever redirects would be sent the API key.
      fetchFn: async (resource, init) => {
        const answer = await fetch(resource, { ...init, redirect: 'error' });
        onAnswer?.(answer);
        return answer;
      },
    });
  }
}

/** The HTTP status that WorkOS answered with; null: there was no answer. */
export function statusOf(fault: unknown): number | null {
  const { status } = (fault ?? {}) as { status?: unknown };
  return typeof status === 'number' ? status : null;
}

export function workosFaultOf(fault: unknown): WorkosFault {
  const status = statusOf(fault);
  // The SDK calls a timeout of its own 408.
  if (status === null || status === 408) return 'no_answer';
  if (status === 429) return 'rate_limited';
  if (status === 401 || status === 403) return 'unauthorized';
  return status >= 500 ? 'server_error' : 'refused';
}

/** When WorkOS wants the next request, if it said so, in milliseconds. */
export function retryAfterOf(fault: unknown): number | null {
  const { retryAfter } = (fault ?? {}) as { retryAfter?: unknown };
  return typeof retryAfter === 'number' && retryAfter > 0 ? retryAfter * 1_000 : null;
}

/**
 * A fault of the SDK as one of ours, which says what to do. What WorkOS said stays behind: it may repeat what it was sent.
 *
 * @param what was asked, such as "make a portal link"
 */
export function toWorkosError(fault: unknown, what: string): RollcallError {
  const because = workosFaultOf(fault);
  const { code, says } = inWords[because];
  const status = statusOf(fault);
  return new RollcallError(code, `WorkOS was asked to ${what}. ${says}`, {
    retryable: code === 'workos_unavailable',
    details: { because, ...(status === null ? {} : { workos_status: status }) },
    cause: new Error(`WorkOS: ${because}${status === null ? '' : ` (${String(status)})`}`),
  });
}

const inWords: Record<WorkosFault, { code: 'workos_refused' | 'workos_unavailable'; says: string }> = {
  unauthorized: {
    code: 'workos_refused',
    says: 'It refuses the API key. Set WORKOS_API_KEY to a secret key (sk_...) of the right environment, from the WorkOS dashboard under API Keys.',
  },
  refused: {
    code: 'workos_refused',
    says: 'It refuses the request as it is. Check the organization, the addresses that were given, and WORKOS_API_URL.',
  },
  rate_limited: {
    code: 'workos_unavailable',
    says: 'It wants fewer requests just now. Nothing was lost; try again in a minute.',
  },
  no_answer: {
    code: 'workos_unavailable',
    says: 'It does not answer. Check WORKOS_API_URL, and that this machine may reach it; then try again.',
  },
  server_error: {
    code: 'workos_unavailable',
    says: 'It has a fault of its own. Nothing was lost; try again in a minute.',
  },
};
