import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { UserDetail, WhyPerson } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { providerOf } from '../parts/identity-provider.ts';
import { FactList } from '../parts/fact-list.tsx';
import { Panel } from '../parts/panel.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { When } from '../parts/when.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import classes from './people.module.css';
import { RoleWords, WorkspacesWords } from './person-words.tsx';

/** More sessions than this are not counted one by one. */
const MOST_SESSIONS = 100;
const MOST_WORKSPACES = 20;

/** The account as it is. */
export function PersonFacts({ user, person }: { user: UserDetail; person: WhyPerson | null }): ReactNode {
  const { person: words } = strings.people;
  const facts: [string, ReactNode][] = [
    [words.email, user.email === null ? '' : <SafeText most={120}>{user.email}</SafeText>],
    [words.role, <Role key="role" user={user} />],
    [
      words.workspaces,
      <WorkspacesWords key="workspaces" workspaces={user.workspaces} most={MOST_WORKSPACES} />,
    ],
    [words.source, sourceInWords(person)],
    [words.sessions, <Sessions key="sessions" userId={user.id} />],
    [words.provisioned, <When key="since" at={user.provisioned_at} />],
    ...timesOf(user),
    ...(user.external_id === null ? [] : [idFact(user.external_id)]),
  ];
  return (
    <Panel title={words.facts}>
      <FactList facts={facts.map(([label, value]) => ({ label, value }))} />
    </Panel>
  );
}

function timesOf(user: UserDetail): [string, ReactNode][] {
  const { person: words } = strings.people;
  const times: [string, string | null][] = [
    [words.deactivated, user.deactivated_at],
    [words.readOnly, user.read_only_until],
    [words.purge, user.purge_at],
  ];
  return times.flatMap(([label, at]): [string, ReactNode][] =>
    at === null ? [] : [[label, <When key={label} at={at} />]],
  );
}

function idFact(externalId: string): [string, ReactNode] {
  const { person: words } = strings.people;
  return [
    words.externalId,
    <span key="id" className={classes.id}>
      <SafeText most={60}>{externalId}</SafeText>
      <CopyButton value={externalId} of={words.copyId} />
    </span>,
  ];
}

function Role({ user }: { user: UserDetail }): ReactNode {
  return (
    <>
      <RoleWords user={user} />
      {user.manual_role !== null && <SafeText most={300}>{user.manual_role.says}</SafeText>}
    </>
  );
}

function sourceInWords(person: WhyPerson | null): string {
  if (person === null) return strings.people.person.noDirectory;
  return providerOf(person) ?? strings.activity.sources[person.source];
}

function Sessions({ userId }: { userId: string }): ReactNode {
  const { person: words } = strings.people;
  const { slug } = useTenant();
  const query = { user_id: userId, limit: MOST_SESSIONS };
  const sessions = useQuery({
    queryKey: ['tenants', slug, 'sessions', query],
    queryFn: ({ signal }) => ask('SessionList', 'GET', ['tenants', slug, 'sessions'], { query, signal }),
  });
  if (sessions.data !== undefined)
    return words.sessionCount(sessions.data.data.length, sessions.data.next_cursor !== null);
  return sessions.isError ? words.sessionsUnknown : strings.common.loading;
}
