import type { AuditRecord, DirectoryDetail, Event, Hold, User } from '../../generated/api.ts';
import type { Check } from './day-report.ts';
import { compareAccounts, expectedAccounts } from './expected-accounts.ts';
import type { Venue } from './play-day.ts';
import type { SimulatedDirectory } from './simulated-directory.ts';
import type { WorkingDay } from './working-day.ts';

const DIFFERENCES_SHOWN = 5;

/** Compares what the server holds after the day with what the simulated directory knows. */
export async function checkOutcome(
  day: WorkingDay,
  directory: SimulatedDirectory,
  venue: Venue,
  records: AuditRecord[],
): Promise<{ checks: Check[]; users: User[]; holds: Hold[] }> {
  const { api, slug } = venue;
  const [users, holds, events, detail] = await Promise.all([
    api.all<User>(`/tenants/${slug}/users`),
    api.all<Hold>(`/tenants/${slug}/holds?status=open`),
    api.all<Event>(`/tenants/${slug}/events`),
    api.get<DirectoryDetail>(`/tenants/${slug}/directories/${venue.directoryId}`),
  ]);
  const everything = JSON.stringify([users, holds, events, detail, records]);
  return {
    users,
    holds,
    checks: [
      checkAccounts(day, directory, users),
      checkSecret(day.secret, everything),
      checkHold(holds, users, day),
      checkEvents(detail),
    ],
  };
}

function checkAccounts(day: WorkingDay, directory: SimulatedDirectory, users: User[]): Check {
  const differences = compareAccounts(expectedAccounts(directory, day), users);
  return {
    name: 'accounts',
    passed: differences.length === 0,
    says:
      differences.length === 0
        ? `all ${users.length} are what the directory and the policy say`
        : `${differences.length} are not. ${differences.slice(0, DIFFERENCES_SHOWN).join(' ')}`,
  };
}

function checkSecret(secret: string, everything: string): Check {
  const passed = !everything.includes(secret) && !everything.includes(secret.replaceAll('-', ''));
  return {
    name: 'the secret',
    passed,
    says: passed
      ? 'the social security number is in no account, event or audit record'
      : 'the social security number is to be found in what the API returns',
  };
}

function checkHold(holds: Hold[], users: User[], day: WorkingDay): Check {
  const admin = users.find(({ external_id }) => external_id === day.lastAdmin.idpId);
  const passed = holds.some(({ kind, user_id }) => kind === 'sole_admin' && user_id === admin?.id);
  return {
    name: 'the last admin',
    passed,
    says: passed ? 'is held and waits for a person' : 'is not held, though nobody else administers',
  };
}

function checkEvents({ events }: DirectoryDetail): Check {
  return {
    name: 'events',
    passed: events.waiting === 0 && events.set_aside === 0,
    says: `${events.waiting} waiting, ${events.set_aside} set aside`,
  };
}
