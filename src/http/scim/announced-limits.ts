import type { AnnouncedLimits } from '../../sources/scim/protocol/discovery.ts';
import { pageLimits } from '../../sources/scim/query/page-limits.ts';
import type { ScimSettings } from '../deps.ts';

/** Bytes of a bulk request, unless no request may have as many. */
const BULK_PAYLOAD = 1_048_576;

/** The limits that are in force, as clients are told of them. */
export function announcedLimits({ bodyLimitBytes }: ScimSettings): AnnouncedLimits {
  return {
    ...pageLimits,
    maxOperations: 1_000,
    maxPayloadSize: Math.min(BULK_PAYLOAD, bodyLimitBytes),
    documentationUri: null,
  };
}
