import { activity } from './en/activity.ts';
import { approvals } from './en/approvals.ts';
import { apiTokens } from './en/api-tokens.ts';
import { blocks } from './en/blocks.ts';
import { browserSessions } from './en/browser-sessions.ts';
import { common } from './en/common.ts';
import { directories } from './en/directories.ts';
import { directoryPlan } from './en/directory-plan.ts';
import { directorySetup } from './en/directory-setup.ts';
import { failedEvents } from './en/failed-events.ts';
import { health } from './en/health.ts';
import { mapping } from './en/mapping.ts';
import { outbox } from './en/outbox.ts';
import { overview } from './en/overview.ts';
import { people } from './en/people.ts';
import { policy } from './en/policy.ts';
import { portalLinks } from './en/portal-links.ts';
import { problems } from './en/problems.ts';
import { shell } from './en/shell.ts';
import { signIn } from './en/sign-in.ts';
import { tenant } from './en/tenant.ts';
import { webhookEndpoints } from './en/webhook-endpoints.ts';
import { readersLocale } from './readers-locale.ts';

/** Every text of the pages, in English. Each page has a file of its own in en/. */
export const en = {
  /** For days and numbers. */
  locale: readersLocale('en'),
  common,
  shell,
  problems,
  signIn,
  activity,
  directories,
  directorySetup,
  directoryPlan,
  mapping,
  people,
  approvals,
  health,
  overview,
  policy,
  tenant,
  failedEvents,
  outbox,
  webhookEndpoints,
  portalLinks,
  apiTokens,
  browserSessions,
  blocks,
};
