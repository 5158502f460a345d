import type { AnnouncedLimits } from '../../sources/scim/protocol/discovery.ts';
import { pageLimits } from '../../sources/scim/query/page-limits.ts';

/** What clients are told of the limits that are in force. */
export const announcedLimits: AnnouncedLimits = {
  ...pageLimits,
  maxOperations: 1_000,
  maxPayloadSize: 1_048_576,
  documentationUri: null,
};
