import express, { type RequestHandler } from 'express';
import { verifyWebhook, WebhookRefused, type RequireActiveUser, type WebhookMessage } from 'rollcall/client';
import type { LocalSessions } from './local-sessions.ts';

export interface WebhookSettings {
  secrets: readonly string[];
  /** Instead of the runtime's clock. */
  now?: () => Date;
}

/**
 * What Rollcall tells of: sessions of the product end at once, without waiting for their next request. Acting on a message
 * twice does no harm here; a product for which it would keeps the ids that it has seen.
 */
export function webhookHandlers(
  settings: WebhookSettings,
  sessions: LocalSessions,
  guard: RequireActiveUser,
): RequestHandler[] {
  return [
    // The signature covers the bytes as they came.
    express.raw({ type: 'application/json', limit: '1mb' }),
    (request, response) => {
      try {
        const { message } = verifyWebhook(request.body as Buffer, request.headers, settings);
        guard.forget(message);
        endSessions(sessions, message);
        response.status(204).end();
      } catch (fault) {
        if (!(fault instanceof WebhookRefused)) throw fault;
        response.status(400).json({ error: fault.message });
      }
    },
  ];
}

function endSessions(sessions: LocalSessions, message: WebhookMessage): void {
  switch (message.type) {
    case 'user.deactivated':
    case 'user.purged':
      sessions.endOf(message.data.user_id, null);
      break;
    case 'session.revoked':
      // One by hand, by its id, or all that the account had.
      sessions.endOf(message.data.user_id, message.data.before?.session ?? null);
      break;
    default:
    // Of roles and workspaces the next access check tells.
  }
}
