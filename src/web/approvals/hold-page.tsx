import { Alert, Button, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import type { Hold } from '../../generated/api.ts';
import { actionInWords, actorInWords } from '../activity/record-words.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { ask } from '../api/ask.ts';
import { LoadingPage } from '../parts/loading-page.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { Panel } from '../parts/panel.tsx';
import { ProblemPage } from '../parts/problem-page.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { StatTile, StatTiles } from '../parts/stat-tile.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { When } from '../parts/when.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { IconAlertTriangle } from '../theme/icons.ts';
import { AnswerPanel } from './answer-panel.tsx';
import classes from './approvals.module.css';
import { HoldPeople } from './hold-people.tsx';
import { toneOfHold } from './hold-tone.ts';

/** One thing that waits for somebody to decide: why, what, for whom, and the answer. */
export function HoldPage(): ReactNode {
  const { approvals } = strings;
  const { slug, base } = useTenant();
  const { hold: id = '' } = useParams();
  const queries = useQueryClient();
  const [stale, setStale] = useState<string | null>(null);
  const hold = useQuery({
    queryKey: ['tenants', slug, 'holds', id],
    queryFn: ({ signal }) => ask('Hold', 'GET', ['tenants', slug, 'holds', id], { signal }),
  });
  if (hold.data === undefined) {
    if (hold.error === null) return <LoadingPage />;
    if (hold.error instanceof ApiProblem && (hold.error.status === 404 || hold.error.status === 400)) {
      return <NoSuchHold />;
    }
    return <ProblemPage error={hold.error} retry={() => void hold.refetch()} />;
  }
  const readAgain = async (why: string | null): Promise<void> => {
    setStale(why);
    await queries.invalidateQueries({ queryKey: ['tenants', slug, 'holds'] });
  };
  return (
    <PageFrame
      title={approvals.kinds[hold.data.kind]}
      crumbs={[{ label: approvals.title, to: `${base}/approvals` }]}
      lead={
        <StatusBadge tone={toneOfHold[hold.data.status]}>{approvals.statuses[hold.data.status]}</StatusBadge>
      }
    >
      {stale !== null && (
        <Alert
          role="alert"
          color="amber"
          icon={<IconAlertTriangle />}
          title={approvals.answering.changed.title}
        >
          <Text>
            <SafeText most={400}>{stale}</SafeText>
          </Text>
          <Text>{approvals.answering.changed.next}</Text>
        </Alert>
      )}
      <Why hold={hold.data} />
      {hold.data.status === 'open' && <AnswerPanel hold={hold.data} onAnswered={readAgain} />}
      <HoldPeople hold={hold.data} />
    </PageFrame>
  );
}

function Why({ hold }: { hold: Hold }): ReactNode {
  const { hold: words } = strings.approvals;
  const actions = Object.entries(hold.actions).filter(([, times = 0]) => times > 0);
  return (
    <Panel title={words.why}>
      <p className={classes.why}>
        <SafeText most={600}>{hold.reason}</SafeText>
      </p>
      {actions.length === 0 ? (
        <Text c="dimmed">{words.changesNone}</Text>
      ) : (
        <StatTiles>
          <StatTile label={strings.approvals.columns.people} value={strings.common.count(hold.people)} />
          {actions.map(([action, times = 0]) => (
            <StatTile key={action} label={actionInWords(action)} value={strings.common.count(times)} />
          ))}
        </StatTiles>
      )}
      <dl className={classes.facts}>
        <div>
          <dt>{words.opened}</dt>
          <dd>
            <When at={hold.opened_at} />
          </dd>
        </div>
        {hold.status === 'open' ? (
          <div>
            <dt>{words.due}</dt>
            <dd>{hold.answer_due_at === null ? words.dueNever : <When at={hold.answer_due_at} />}</dd>
          </div>
        ) : (
          <Answered hold={hold} />
        )}
        <div>
          <dt>{words.policy}</dt>
          <dd>{words.version(hold.policy_version)}</dd>
        </div>
      </dl>
    </Panel>
  );
}

function Answered({ hold }: { hold: Hold }): ReactNode {
  const { hold: words } = strings.approvals;
  const by = hold.resolved_by;
  return (
    <>
      <div>
        <dt>{words.answered}</dt>
        <dd>
          <When at={hold.resolved_at} />
        </dd>
      </div>
      {by !== null && (
        <div>
          <dt>{words.by}</dt>
          <dd>
            {actorInWords({ actor: by, idp: null, source: null })}
            {by.id !== null && by.kind !== 'system' && (
              <>
                {' '}
                <SafeText most={80}>{by.id}</SafeText>
              </>
            )}
          </dd>
        </div>
      )}
      {hold.resolution !== null && (
        <div>
          <dt>{words.answer}</dt>
          <dd>
            <SafeText most={300}>{hold.resolution}</SafeText>
          </dd>
        </div>
      )}
    </>
  );
}

function NoSuchHold(): ReactNode {
  const { notFound } = strings.approvals;
  const { base } = useTenant();
  return (
    <PageFrame title={notFound.title}>
      <Text>{notFound.text}</Text>
      <div>
        <Button component={Link} to={`${base}/approvals`} variant="default">
          {notFound.list}
        </Button>
      </div>
    </PageFrame>
  );
}
