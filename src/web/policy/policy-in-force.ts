import { queryOptions } from '@tanstack/react-query';
import { ask } from '../api/ask.ts';

/** How often it is looked whether somebody else has put a version in force, in milliseconds. */
const LOOK_MS = 20_000;

/** The policy in force of a tenant. */
export function policyInForce(tenant: string) {
  const path = ['tenants', tenant, 'policy'];
  return queryOptions({
    queryKey: [...path, 'in-force'],
    queryFn: ({ signal }) => ask('PolicyVersion', 'GET', path, { signal }),
    refetchInterval: LOOK_MS,
  });
}
