import type { SimulatedPerson } from '../../src/cli/demo/workos-payload.ts';
import type { AccessAnswer, ApiKeyOnce, AuditRecord, Session, User } from '../../src/generated/api.ts';
import { foundCompany, type Company, type Hiring } from './company.ts';
import type { TestRollcall } from './rollcall.ts';

export const day = 24 * 3_600_000;

/** Somebody of a company of their own, with an open session and an API key, who is about to leave. */
export interface Leaver {
  company: Company;
  person: SimulatedPerson;
  /** The account that they had when they left. */
  userId: string;
  session: Session;
  key: ApiKeyOnce;
  user(): Promise<User>;
  /** May they use the product, with nothing, with the session and with the key? The codes. */
  access(): Promise<string[]>;
  /** What happened to the account since it was made, oldest first. */
  history(): Promise<AuditRecord[]>;
  /** The same, as `action: reason`. */
  told(): Promise<string[]>;
}

/** @param policy YAML without its head; it should map the group admins to a role that administers */
export async function hireLeaver(
  rollcall: TestRollcall,
  policy: string,
  { groups = ['members'], ...hiring }: Hiring = {},
): Promise<Leaver> {
  const company = await foundCompany(rollcall, policy);
  await company.hire('boss', { groups: ['admins'] });
  const person = await company.hire('ada', { groups, ...hiring });
  const { id: userId } = await company.userOf(person);
  const place = `/tenants/${company.slug}`;
  const session = await company.api.expect('Session', 'POST', `${place}/sessions`, {
    body: {
      user_id: userId,
      expires_at: new Date(rollcall.clock.now().getTime() + 9 * 365 * day).toISOString(),
    },
  });
  const key = await company.api.expect('ApiKeyOnce', 'POST', `${place}/api-keys`, {
    body: { user_id: userId, name: 'ci' },
  });
  const check = (members: Record<string, string> = {}): Promise<AccessAnswer> =>
    company.api.expect('AccessAnswer', 'POST', '/access-checks', {
      body: { tenant: company.slug, user_id: userId, ...members },
    });
  const records = () => company.records(`&user_id=${userId}`);
  const hired = (await records()).length;
  const history = async () => (await records()).slice(hired);
  return {
    company,
    person,
    userId,
    session,
    key,
    user: () => company.api.expect('UserDetail', 'GET', `${place}/users/${userId}`),
    async access() {
      const answers = [
        await check(),
        await check({ session_id: session.id }),
        await check({ api_key: key.key }),
      ];
      return answers.map(({ code }) => code);
    },
    history,
    told: async () => (await history()).map(({ action, reason }) => `${action}: ${reason}`),
  };
}
