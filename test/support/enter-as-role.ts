import type { Page } from 'playwright-core';
import type { ConsoleRole } from '../../src/domain/browser-session.ts';
import { insertBrowserSession } from '../../src/store/browser-sessions.ts';
import type { TestRollcall } from './rollcall.ts';

/** Signs in to the console as somebody of a role, as signing in by OpenID Connect does: that has tests of its own. */
export async function enterAsRole(
  { database, clock, url }: Pick<TestRollcall, 'database' | 'clock' | 'url'>,
  page: Page,
  role: ConsoleRole,
): Promise<void> {
  const label = `${role}@rollcall.example.com`;
  const { secret } = await insertBrowserSession(
    database,
    { kind: 'console', tenantId: null, label, idToken: null, role, token: null },
    clock.now(),
  );
  await page
    .context()
    .addCookies([{ name: 'rollcall_console', value: secret, url, httpOnly: true, sameSite: 'Lax' }]);
}
