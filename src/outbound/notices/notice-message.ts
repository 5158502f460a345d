import type { NotificationSent } from '../../generated/webhook-messages.ts';
import { writeLetter, type LetterContents } from './notice-letter.ts';

/** What endpoints of webhooks hear of a channel that is told: as the mail, without anybody's name. */
export function noticeMessage(
  contents: LetterContents,
  tenant: { id: string; slug: string },
  now: Date,
): NotificationSent {
  const place = `${contents.publicUrl}/api/v1/tenants/${tenant.slug}`;
  return {
    type: 'notification.sent',
    timestamp: now.toISOString(),
    data: {
      tenant: { id: tenant.id, slug: tenant.slug },
      channel: contents.channel,
      send: contents.send,
      says: writeLetter(contents).subject,
      items: contents.items.map(({ kind, says, people, user_ids, hold_id, endpoint }) => ({
        kind,
        says,
        people,
        user_ids,
        hold_id,
        url:
          kind === 'policy_mismatch'
            ? `${place}/policy/mismatches`
            : endpoint === undefined
              ? urlOf(place, hold_id, people === 1 ? user_ids[0] : undefined)
              : `${contents.publicUrl}/api/v1/webhook-endpoints/${endpoint.id}`,
      })),
    },
  };
}

function urlOf(place: string, holdId: string | null, only: string | undefined): string | null {
  if (holdId !== null) return `${place}/holds/${holdId}`;
  return only === undefined ? null : `${place}/users/${only}/why`;
}
