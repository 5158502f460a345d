import type { NoticeItem, ToldProblem } from '../../domain/notice.ts';
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
      items: contents.items.map((item) => ({
        kind: item.kind,
        says: item.says,
        people: item.people,
        user_ids: item.user_ids,
        hold_id: item.hold_id,
        ...(item.problem === undefined ? {} : { problem: problemOf(item.problem) }),
        url: urlOf(place, contents.publicUrl, item),
      })),
    },
  };
}

function problemOf({ code, directory_id, resolved, next_step }: ToldProblem) {
  return { code, directory_id, resolved, next_step };
}

function urlOf(
  place: string,
  publicUrl: string,
  { kind, people, user_ids, hold_id, endpoint, problem }: NoticeItem,
): string | null {
  if (kind === 'policy_mismatch') return `${place}/policy/mismatches`;
  if (endpoint !== undefined) return `${publicUrl}/api/v1/webhook-endpoints/${endpoint.id}`;
  if (problem != null && problem.directory_id !== null)
    return `${place}/directories/${problem.directory_id}/health`;
  if (hold_id !== null) return `${place}/holds/${hold_id}`;
  const only = people === 1 ? user_ids[0] : undefined;
  return only === undefined ? null : `${place}/users/${only}/why`;
}
