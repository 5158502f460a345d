import type { OverviewQuery, TenantHealth } from '../../generated/api.ts';

export const healths = ['failing', 'attention', 'ok', 'none'] as const satisfies readonly TenantHealth[];
export const kindsOfWaiting = ['approval', 'failed_events'] as const satisfies readonly Waiting[];

type Waiting = NonNullable<OverviewQuery['waiting']>;

/** Which tenants are looked for, as it stands in the address of the page. */
export interface OverviewFilter {
  /** A part of a name; empty: any. */
  search: string;
  health: TenantHealth | null;
  waiting: Waiting | null;
}

export const everyTenant: OverviewFilter = { search: '', health: null, waiting: null };

/** Reads the filter out of an address; what cannot be understood is not there. */
export function readFilter(search: URLSearchParams): OverviewFilter {
  const health = search.get('state');
  const waiting = search.get('waiting');
  return {
    search: search.get('search') ?? '',
    health: healths.find((known) => known === health) ?? null,
    waiting: kindsOfWaiting.find((known) => known === waiting) ?? null,
  };
}

export function writeFilter({ search, health, waiting }: OverviewFilter): URLSearchParams {
  const written = new URLSearchParams();
  if (search !== '') written.set('search', search);
  if (health !== null) written.set('state', health);
  if (waiting !== null) written.set('waiting', waiting);
  return written;
}

/** The address of the tenants that a filter fits. */
export function addressOf(filter: Partial<OverviewFilter>): string {
  return `/admin?${writeFilter({ ...everyTenant, ...filter }).toString()}`;
}

export function isFiltering({ search, health, waiting }: OverviewFilter): boolean {
  return search.trim() !== '' || health !== null || waiting !== null;
}

/** What the service is asked for. */
export function queryOf({ search, health, waiting }: OverviewFilter): OverviewQuery {
  const wanted = search.trim().slice(0, 200);
  return {
    ...(wanted === '' ? {} : { search: wanted }),
    ...(health === null ? {} : { health }),
    ...(waiting === null ? {} : { waiting }),
  };
}
