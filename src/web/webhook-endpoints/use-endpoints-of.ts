import { useQuery } from '@tanstack/react-query';
import type { WebhookEndpoint } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';

/** There are at most twenty of each tenant, and as many that every tenant shares. */
const MOST = 200;
const POLL_MS = 30_000;

/** The endpoints that hear of a tenant: of it alone, or of every one. */
export function useEndpointsOf(tenant: string): readonly WebhookEndpoint[] {
  const endpoints = useQuery({
    queryKey: ['webhook-endpoints', { limit: MOST }],
    queryFn: ({ signal }) =>
      ask('WebhookEndpointList', 'GET', ['webhook-endpoints'], { query: { limit: MOST }, signal }),
    refetchInterval: POLL_MS,
  });
  return (endpoints.data?.data ?? []).filter((one) => one.tenant === null || one.tenant === tenant);
}
