import { Alert, Anchor, Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import type { Why } from '../../generated/api.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { ask } from '../api/ask.ts';
import { LoadingPage } from '../parts/loading-page.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { Panel } from '../parts/panel.tsx';
import { plainText } from '../parts/plain-text.ts';
import { ProblemPage } from '../parts/problem-page.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { When } from '../parts/when.tsx';
import { RecordSentence } from '../activity/record-sentence.tsx';
import { useTenant } from '../session/tenant.tsx';
import { useReaches } from '../session/use-reaches.ts';
import { strings } from '../strings/strings.ts';
import classes from './people.module.css';
import { PersonFacts } from './person-facts.tsx';
import { nameOf, toneOfStatus } from './person-words.tsx';
import { WhyDetails } from './why-details.tsx';
import { WhyNotQuestion } from './why-not-question.tsx';
import { WhySentence } from './why-sentence.tsx';

/** One person: who they are here, why, and what has happened to their account. */
export function PersonPage(): ReactNode {
  const { people } = strings;
  const { slug, base } = useTenant();
  const { user: id = '' } = useParams();
  const why = useQuery({
    queryKey: ['tenants', slug, 'users', id, 'why'],
    queryFn: ({ signal }) => ask('Why', 'GET', ['tenants', slug, 'users', id, 'why'], { signal }),
  });
  if (why.data?.user == null) {
    if (why.isPending) return <LoadingPage />;
    const { error } = why;
    const isUnknown = error instanceof ApiProblem && (error.status === 404 || error.status === 400);
    if (error === null || isUnknown) return <NoSuchPerson />;
    return <ProblemPage error={error} retry={() => void why.refetch()} />;
  }
  const { user } = why.data;
  const name = nameOf(user);
  return (
    <PageFrame
      title={plainText(name, 80)}
      crumbs={[{ label: people.title, to: `${base}/people` }]}
      lead={<StatusBadge tone={toneOfStatus[user.status]}>{people.statuses[user.status]}</StatusBadge>}
    >
      <Panel title={people.why.title}>
        <WhySentence why={why.data} />
        <Attention why={why.data} />
        <WhyDetails why={why.data} />
      </Panel>
      <PersonFacts user={user} person={why.data.person} />
      {why.data.decision !== null && <WhyNotQuestion user={user} />}
      <Timeline why={why.data} />
    </PageFrame>
  );
}

/** What keeps the account from being what is decided, and what time will bring. */
function Attention({ why: { agreement, hold, pending } }: { why: Why }): ReactNode {
  const { why: words } = strings.people;
  const { base } = useTenant();
  const reachesApprovals = useReaches('approvals');
  return (
    <>
      {agreement !== null && !agreement.agrees && (
        <Alert color="amber" title={words.agreement}>
          <SafeText most={500}>{agreement.says}</SafeText>
        </Alert>
      )}
      {hold !== null && (
        <Alert color="amber" title={hold.status === 'open' ? words.hold.title : words.rejected.title}>
          <Text>
            <SafeText most={400}>{hold.reason}</SafeText>, {words.since} <When at={hold.since} />
          </Text>
          {reachesApprovals && (
            <Anchor component={Link} to={`${base}/approvals/${encodeURIComponent(hold.id)}`}>
              {hold.status === 'open' ? words.hold.link : words.rejected.link}
            </Anchor>
          )}
        </Alert>
      )}
      {pending.length > 0 && (
        <div>
          <Text fw={580}>{words.pending}</Text>
          {pending.map(({ kind, due_at: at, says }) => (
            <Text key={`${kind} ${at}`}>
              <SafeText most={300}>{says}</SafeText> (<When at={at} />)
            </Text>
          ))}
        </div>
      )}
    </>
  );
}

function Timeline({ why: { last_changes: records, user } }: { why: Why }): ReactNode {
  const { timeline } = strings.people;
  const { base } = useTenant();
  const reachesActivity = useReaches('activity');
  return (
    <Panel
      title={timeline.title}
      actions={
        reachesActivity && user !== null ? (
          <Anchor component={Link} to={`${base}/activity?person=${encodeURIComponent(user.id)}`} size="sm">
            {timeline.all}
          </Anchor>
        ) : null
      }
    >
      {records.length === 0 ? (
        <Text c="dimmed">{timeline.empty}</Text>
      ) : (
        <ol className={classes.timeline} aria-label={timeline.table}>
          {records.map((record) => (
            <li key={record.id}>
              {/* Whose page it is need not be said in each. */}
              <RecordSentence record={{ ...record, user_name: null }} />
              <span className={classes.when}>
                <When at={record.at} />
              </span>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}

function NoSuchPerson(): ReactNode {
  const { notFound } = strings.people;
  const { base } = useTenant();
  return (
    <PageFrame title={notFound.title}>
      <Text>{notFound.text}</Text>
      <div>
        <Button component={Link} to={`${base}/people`} variant="default">
          {notFound.list}
        </Button>
      </div>
    </PageFrame>
  );
}
