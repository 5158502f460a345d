import { LRUCache } from 'lru-cache';
import { isJsonObject } from '../storable-json.ts';

/** What an identity provider does while it is being set up. */
export const setupSteps = [
  'asked_configuration',
  'looked_up_user',
  'created_user',
  'changed_user',
  'deactivated_user',
  'looked_up_group',
  'created_group',
  'changed_group',
] as const;
export type SetupStep = (typeof setupSteps)[number];

export interface AnsweredRequest {
  method: string;
  /** Below the directory's address. */
  path: string;
  body: unknown;
  /** Of the answer. */
  status: number;
}

/** What a request that was answered says of how far the setup is; none for one that failed. */
export function setupStepsOf({ method, path, body, status }: AnsweredRequest): SetupStep[] {
  const [first = '', id] = path.toLowerCase().slice(1).split('/');
  // A lookup that finds nobody is how most of them begin.
  if (status >= 300 && !(status === 404 && method === 'GET')) return [];
  switch (first) {
    case 'serviceproviderconfig':
    case 'schemas':
    case 'resourcetypes':
      return ['asked_configuration'];
    case 'users':
      if (method === 'GET' || id === '.search') return ['looked_up_user'];
      if (method === 'POST') return ['created_user'];
      return method === 'DELETE' || saysInactive(body)
        ? ['changed_user', 'deactivated_user']
        : ['changed_user'];
    case 'groups':
      if (method === 'GET' || id === '.search') return ['looked_up_group'];
      return method === 'POST' ? ['created_group'] : ['changed_group'];
    default:
      return [];
  }
}

/** Whether a whole record or a PATCH switches somebody off, in any dialect. */
function saysInactive(body: unknown): boolean {
  if (!isJsonObject(body)) return false;
  if (isFalse(body.active)) return true;
  const operations = body.Operations ?? body.operations;
  if (!Array.isArray(operations)) return false;
  return operations.slice(0, 100).some((operation) => {
    if (!isJsonObject(operation)) return false;
    const { path, value } = operation;
    if (typeof path === 'string' && path.toLowerCase() === 'active') return isFalse(value);
    return isJsonObject(value) && isFalse(value.active);
  });
}

function isFalse(value: unknown): boolean {
  return value === false || (typeof value === 'string' && value.toLowerCase() === 'false');
}

/** Of somebody who was sent and refused; the reason of the refusal follows. */
export const refusedUser = 'refused_user';
/** Reasons of a refusal that are kept of one directory, and how long one may be. */
const mostReasons = 10;
const longestReason = 300;

const mostRemembered = 50_000;
/** The same step of a directory is noted once in so long, in milliseconds. */
const everyMs = 600_000;

export interface RecentSteps {
  /** Leaves out what was noted of a directory lately, so that requests cost no write each. */
  notYetNoted: (directoryId: string, steps: readonly SetupStep[]) => SetupStep[];
  /**
   * Under which names a refused request is noted: of a new person whom the identity provider has sent in a form that is
   * not understood. Each of them counts; anybody else's refusal is no news of the setup.
   */
  refusal: (directoryId: string, refused: { method: string; path: string; reason: string }) => string[];
}

export function recentSteps(now: () => Date): RecentSteps {
  const noted = new LRUCache<string, number>({ max: mostRemembered });
  const reasons = new LRUCache<string, Set<string>>({ max: mostRemembered });
  return {
    notYetNoted(directoryId, steps) {
      if (steps.length === 0) return [];
      const at = now().getTime();
      return steps.filter((step) => {
        const key = `${directoryId} ${step}`;
        if (at - (noted.get(key) ?? -Infinity) < everyMs) return false;
        noted.set(key, at);
        return true;
      });
    },
    refusal(directoryId, { method, path, reason }) {
      if (method !== 'POST' || path.toLowerCase() !== '/users') return [];
      // Whoever gets through next shows that it is over, at once.
      noted.delete(`${directoryId} created_user`);
      const known = reasons.get(directoryId) ?? new Set();
      reasons.set(directoryId, known);
      const kept = reason.slice(0, longestReason).toWellFormed();
      if (!known.has(kept) && known.size >= mostReasons) return [refusedUser];
      known.add(kept);
      return [`${refusedUser} ${kept}`];
    },
  };
}
