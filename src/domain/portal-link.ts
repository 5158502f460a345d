/** What of the customer's portal a link can open; a link that names none opens all of them. */
export const portalPages = [
  'directory_sync',
  'group_mapping',
  'people',
  'activity',
  'health',
  'approvals',
] as const;
export type PortalPage = (typeof portalPages)[number];

/** read: to look. write: to change things as well. */
export type PortalAccess = 'read' | 'write';

export type PortalLinkState = 'open' | 'used' | 'expired' | 'revoked';

/** In seconds. A link is for somebody who opens it now, so it opens nothing for long. */
export const portalLinkSeconds = { least: 30, usual: 600, most: 3_600 };

/** Links are told of for so long after they were made, in milliseconds; then they are forgotten. */
export const portalLinksKept = 90 * 24 * 60 * 60 * 1_000;

export interface PortalLinkLife {
  expiresAt: Date;
  usedAt: Date | null;
  revokedAt: Date | null;
}

/** What has become of a link by now. */
export function portalLinkState(
  { expiresAt, usedAt, revokedAt }: PortalLinkLife,
  now: Date,
): PortalLinkState {
  if (revokedAt !== null) return 'revoked';
  if (usedAt !== null) return 'used';
  return expiresAt <= now ? 'expired' : 'open';
}
