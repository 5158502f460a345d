import type { Account } from '../../src/domain/change.ts';
import type { AccountFacts } from '../../src/store/account-facts.ts';

/** An account for tables of pure functions: active, and known to no directory, unless told. */
export function accountNamed(id: string, members: Partial<Account> = {}): Account {
  return {
    id,
    directoryId: null,
    directoryUserId: null,
    externalId: null,
    email: null,
    displayName: null,
    givenName: null,
    familyName: null,
    status: 'active',
    role: 'member',
    roleOrigin: 'directory',
    attributes: {},
    workspaces: [],
    sessionsValidAfter: null,
    provisionedAt: new Date('2026-01-01T00:00:00Z'),
    deactivatedAt: null,
    purgeAt: null,
    ...members,
  };
}

export function factsNamed(
  id: string,
  members: Partial<Account> = {},
  surroundings: Partial<Omit<AccountFacts, 'account'>> = {},
): AccountFacts {
  const account = accountNamed(id, members);
  return {
    account,
    manualRole: null,
    promotedRole: null,
    timers: [],
    openSessions: 0,
    openApiKeys: 0,
    ownerIsActive: account.directoryUserId === null ? null : true,
    ownerLeftAt: null,
    ...surroundings,
  };
}
