import type { Directory, Tenant } from '../../generated/api.ts';
import type { Tone } from '../theme/tone.ts';

/** How a tenant is doing, as its directories and holds tell. */
export interface TenantStanding {
  directories: readonly Directory[];
  openHolds: number;
  /** There are more open holds than were counted. */
  moreHolds: boolean;
}

export type TenantState = 'fine' | 'problem' | 'attention' | 'none';

export const toneOfTenant: Readonly<Record<TenantState, Tone>> = {
  fine: 'ok',
  problem: 'problem',
  attention: 'info',
  none: 'off',
};

/** In one word how a tenant is: what needs somebody counts first. */
export function stateOfTenant(
  tenant: Pick<Tenant, 'policy_problem'>,
  { directories }: TenantStanding,
): TenantState {
  const connected = directories.filter(({ state }) => state !== 'disconnected');
  if (tenant.policy_problem !== null) return 'problem';
  if (connected.some(({ events, upstream_says: says }) => events.set_aside > 0 || says !== null))
    return 'problem';
  if (connected.length === 0) return 'none';
  if (connected.some(({ state }) => state === 'setting_up' || state === 'testing')) return 'attention';
  return 'fine';
}

/** When any of its directories was last heard of; null: never. */
export function lastHeard(directories: readonly Pick<Directory, 'last_event_at'>[]): string | null {
  return directories.reduce<string | null>(
    (latest, { last_event_at: at }) => (at !== null && (latest === null || at > latest) ? at : latest),
    null,
  );
}
