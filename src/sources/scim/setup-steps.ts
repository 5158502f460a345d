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

const mostRemembered = 50_000;
/** The same step of a directory is noted once in so long, in milliseconds. */
const everyMs = 600_000;

/** Leaves out what was noted of a directory lately, so that requests cost no write each. */
export function recentSteps(now: () => Date) {
  const noted = new LRUCache<string, number>({ max: mostRemembered });
  return (directoryId: string, steps: readonly SetupStep[]): SetupStep[] => {
    if (steps.length === 0) return [];
    const at = now().getTime();
    return steps.filter((step) => {
      const key = `${directoryId} ${step}`;
      if (at - (noted.get(key) ?? -Infinity) < everyMs) return false;
      noted.set(key, at);
      return true;
    });
  };
}
