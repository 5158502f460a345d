import type { User } from '../../generated/api.ts';
import type { SimulatedDirectory } from './simulated-directory.ts';
import type { OfficeGroups } from './stage.ts';
import type { WorkingDay } from './working-day.ts';
import type { SimulatedPerson } from './workos-payload.ts';

/** What should be left of a person's account; only what is stated is compared. Null: there must be none. */
export interface ExpectedAccount {
  externalId: string;
  account: AccountFacts | null;
}

interface AccountFacts {
  status: User['status'];
  role?: string | null;
  email?: string | null;
  workspaces?: string[];
}

/** Reads the day's outcome off the simulated directory, by the rules of the demo's policy written out in code. */
export function expectedAccounts(directory: SimulatedDirectory, day: WorkingDay): ExpectedAccount[] {
  return directory.people.map((person) => ({
    externalId: person.idpId,
    account: expectedAccount(person, directory, day),
  }));
}

/** One sentence for each account that is not as expected, and for each that nobody expects. */
export function compareAccounts(expected: ExpectedAccount[], users: User[]): string[] {
  const found = new Map(users.map((user) => [user.external_id, user]));
  const differences = expected.flatMap(({ externalId, account }) => {
    const user = found.get(externalId);
    found.delete(externalId);
    const wanted = describe(account);
    const actual = describe(user === undefined ? null : factsOf(user, account ?? { status: user.status }));
    return wanted === actual ? [] : [`${externalId} should have ${wanted} and has ${actual}.`];
  });
  const strangers = [...found.values()].map(
    (user) => `${user.external_id ?? user.id} has an account and is nobody in the directory.`,
  );
  return [...differences, ...strangers];
}

function expectedAccount(
  person: SimulatedPerson,
  directory: SimulatedDirectory,
  day: WorkingDay,
): AccountFacts | null {
  if (person === day.serviceAccount) return null;
  if (person === day.lastAdmin) return { status: 'active', role: 'admin' };
  if (person.state !== 'active') return { status: 'deactivated' };
  const isIn = (group: OfficeGroups[keyof OfficeGroups]) => directory.members(group).includes(person);
  const isAdmin = isIn(day.groups.admins) && person.attributes['employee_type'] !== 'C';
  const workspaces = {
    engineering: day.groups.engineering,
    finance: day.groups.finance,
    launch: day.groups.launchCrew,
    sales: day.groups.sales,
    support: day.groups.support,
  };
  return {
    status: 'active',
    role: isAdmin ? 'admin' : 'member',
    email: person.email,
    workspaces: Object.entries(workspaces)
      .filter(([, group]) => isIn(group))
      .map(([key]) => key),
  };
}

/** Of the account, what the expectation states. */
function factsOf(user: User, stated: AccountFacts): AccountFacts {
  return {
    status: user.status,
    ...(stated.role === undefined ? {} : { role: user.role }),
    ...(stated.email === undefined ? {} : { email: user.email }),
    ...(stated.workspaces === undefined ? {} : { workspaces: user.workspaces.map(({ key }) => key).sort() }),
  };
}

function describe(account: AccountFacts | null): string {
  if (account === null) return 'no account';
  const { status, role, email, workspaces } = account;
  const details = [
    role === undefined ? [] : [role ?? 'no role'],
    email === undefined ? [] : [email ?? 'no e-mail address'],
    workspaces === undefined ? [] : [`in ${workspaces.join(' and ') || 'no workspace'}`],
  ].flat();
  return `the status ${status}${details.length === 0 ? '' : ` (${details.join(', ')})`}`;
}
