import { Alert, Button, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import type { Hold } from '../../generated/api.ts';
import { ActedBy } from '../activity/caused-by.tsx';
import { actionInWords } from '../activity/record-words.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { ask } from '../api/ask.ts';
import { FactList, type Fact } from '../parts/fact-list.tsx';
import { LoadingPage } from '../parts/loading-page.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { Panel } from '../parts/panel.tsx';
import { ProblemPage } from '../parts/problem-page.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { StatTile, StatTiles } from '../parts/stat-tile.tsx';
import { When } from '../parts/when.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { IconAlertTriangle } from '../theme/icons.ts';
import { AnswerPanel } from './answer-panel.tsx';
import classes from './approvals.module.css';
import { HoldPeople } from './hold-people.tsx';
import { HoldState, isThrough } from './hold-state.tsx';
import { useHoldApprovers, whenUnanswered } from './use-hold-approvers.ts';

/** How often it is asked what has become of it while it waits, in milliseconds. */
const POLL_MS = 10_000;

/** One thing that waits for somebody to decide: why, what, for whom, and the answer. */
export function HoldPage(): ReactNode {
  const { approvals } = strings;
  const { slug, base } = useTenant();
  const { hold: id = '' } = useParams();
  const queries = useQueryClient();
  // As it was when it was opened, or when its being another one was last said.
  const [began, setBegan] = useState<Hold | null>(null);
  const [overtaken, setOvertaken] = useState<string | null>(null);
  const hold = useQuery({
    queryKey: ['tenants', slug, 'holds', id],
    queryFn: ({ signal }) => ask('Hold', 'GET', ['tenants', slug, 'holds', id], { signal }),
    refetchInterval: ({ state: { data } }) =>
      data === undefined || data.status === 'open' ? POLL_MS : false,
  });
  const now = hold.data;
  const isClosed = now !== undefined && now.status !== 'open';
  useEffect(() => {
    // Whom it was about is asked once more: they are not asked again and again after that.
    if (isClosed) void queries.invalidateQueries({ queryKey: ['tenants', slug, 'holds', id, 'people'] });
  }, [queries, slug, id, isClosed]);
  if (now === undefined) {
    if (hold.error === null) return <LoadingPage />;
    if (hold.error instanceof ApiProblem && (hold.error.status === 404 || hold.error.status === 400)) {
      return <NoSuchHold />;
    }
    return <ProblemPage error={hold.error} retry={() => void hold.refetch()} />;
  }
  if (began?.id !== now.id) setBegan(now);
  // Accounts, records and figures are others by now, on every page of the tenant.
  const readAgain = async (): Promise<void> => {
    await Promise.all([
      queries.invalidateQueries({ queryKey: ['tenants', slug] }),
      queries.invalidateQueries({ queryKey: ['overview'] }),
    ]);
  };
  const readAnswered = async (): Promise<void> => {
    setOvertaken(null);
    await readAgain();
    // By the reader: that is no news to them.
    setBegan(queries.getQueryData<Hold>(['tenants', slug, 'holds', id]) ?? null);
  };
  const readOvertaken = async (why: string): Promise<void> => {
    await readAgain();
    setOvertaken(why);
  };
  return (
    <PageFrame
      title={approvals.kinds[now.kind]}
      crumbs={[{ label: approvals.title, to: `${base}/approvals` }]}
      lead={<HoldState kind={now.kind} status={now.status} />}
    >
      <Changed began={began ?? now} now={now} refused={overtaken} />
      <Why hold={now} />
      {now.status === 'open' && (
        <AnswerPanel hold={now} onAnswered={readAnswered} onOvertaken={readOvertaken} />
      )}
      <HoldPeople hold={now} pollMs={now.status === 'open' ? POLL_MS : undefined} />
    </PageFrame>
  );
}

/** What has become of it since the reader began to look: answered by somebody else, or about more or something else. */
function Changed({ began, now, refused }: { began: Hold; now: Hold; refused: string | null }): ReactNode {
  const { answering, overtaken, grown } = strings.approvals;
  if (now.status !== 'open') {
    if (began.status !== 'open') return null;
    if (isThrough(now)) return <Note title={overtaken.through.title}>{overtaken.through.text}</Note>;
    return <Note title={overtaken.titles[now.status]}>{overtaken.text}</Note>;
  }
  if (refused !== null) {
    return (
      <Note title={answering.changed.title}>
        <SafeText most={400}>{refused}</SafeText> {answering.changed.next}
      </Note>
    );
  }
  if (now.revision === began.revision) return null;
  const more = now.people - began.people;
  return <Note title={answering.changed.title}>{more > 0 ? grown.more(more) : grown.other}</Note>;
}

function Note({ title, children }: { title: string; children: ReactNode }): ReactNode {
  return (
    <Alert role="alert" color="amber" icon={<IconAlertTriangle />} title={title}>
      <Text>{children}</Text>
    </Alert>
  );
}

function Why({ hold }: { hold: Hold }): ReactNode {
  const { hold: words } = strings.approvals;
  const isOpen = hold.status === 'open';
  const actions = Object.entries(hold.actions).filter(([, times = 0]) => times > 0);
  const due = useDueFact(hold);
  const facts: (Fact | null)[] = [
    { label: isOpen ? words.opened : words.hadOpened, value: <When at={hold.opened_at} /> },
    ...(isOpen ? [due] : answerFacts(hold)),
    { label: words.policy, value: words.version(hold.policy_version) },
  ];
  return (
    <Panel title={isOpen ? words.why : words.hadWhy}>
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
      <FactList facts={facts} />
    </Panel>
  );
}

/** When it is decided without an answer, and how. */
function useDueFact({ kind, answer_due_at: at }: Hold): Fact {
  const { hold: words } = strings.approvals;
  const who = useHoldApprovers();
  if (at === null) return { label: words.due.unknown, value: words.dueNever };
  return { label: words.due[whenUnanswered(kind, who.data)], value: <When at={at} /> };
}

function answerFacts(hold: Hold): (Fact | null)[] {
  const { hold: words } = strings.approvals;
  const { resolved_at: at, resolved_by: by, resolution } = hold;
  const called = isThrough(hold) ? words.through : { at: words.answered, by: words.by, why: words.answer };
  return [
    { label: called.at, value: <When at={at} /> },
    by === null ? null : { label: called.by, value: <ActedBy actor={by} /> },
    resolution === null ? null : { label: called.why, value: <SafeText most={300}>{resolution}</SafeText> },
  ];
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
