import { Anchor, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { ApiProblem } from '../api/api-problem.ts';
import { ask } from '../api/ask.ts';
import { Panel } from '../parts/panel.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { When } from '../parts/when.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { usePageOfTenant } from './page-of-tenant.ts';
import classes from './policy-panel.module.css';

/** As many sentences of each chapter as say what kind of policy it is. */
const MOST_OF_CHAPTER = 2;

/** The policy in force: which version, and what it says in plain English. */
export function PolicyPanel(): ReactNode {
  const { policy: words } = strings.tenant;
  const { slug } = useTenant();
  const pageAt = usePageOfTenant();
  const path = ['tenants', slug, 'policy'];
  const version = useQuery({
    queryKey: path,
    queryFn: ({ signal }) => ask('PolicyVersion', 'GET', path, { signal }),
  });
  const docs = useQuery({
    queryKey: [...path, 'docs'],
    queryFn: ({ signal }) => ask('PolicyDocs', 'GET', [...path, 'docs'], { signal }),
    staleTime: 60_000,
  });
  const isNone = version.error instanceof ApiProblem && version.error.status === 404;
  const fault = isNone ? null : (version.error ?? docs.error);
  return (
    <Panel
      title={words.title}
      actions={
        <Anchor component={Link} to={pageAt('policy')} size="sm">
          {words.edit}
        </Anchor>
      }
    >
      {isNone && <Text c="dimmed">{words.none}</Text>}
      {fault !== null && (
        <ProblemNote error={fault} retry={() => void Promise.all([version.refetch(), docs.refetch()])} />
      )}
      {version.data !== undefined && (
        <Text c="dimmed" size="sm" component="div">
          {words.version(version.data.version)}, {words.inForce} <When at={version.data.activated_at} />,{' '}
          {words.by} <SafeText most={60}>{version.data.author}</SafeText>
        </Text>
      )}
      {fault === null && !isNone && docs.data === undefined && <Skeleton height={120} />}
      {docs.data !== undefined && <Sentences chapters={docs.data.chapters} />}
    </Panel>
  );
}

function Sentences({
  chapters,
}: {
  chapters: readonly { title: string; statements: readonly { says: string; at: string }[] }[];
}): ReactNode {
  const { policy: words } = strings.tenant;
  const left = chapters.reduce(
    (sum, { statements }) => sum + Math.max(0, statements.length - MOST_OF_CHAPTER),
    0,
  );
  return (
    <dl className={classes.sentences} aria-label={words.label}>
      {chapters.map(({ title, statements }) => (
        <div key={title}>
          <dt>{title}</dt>
          {statements.slice(0, MOST_OF_CHAPTER).map(({ says, at }) => (
            <dd key={at}>
              <SafeText most={240}>{says}</SafeText>
            </dd>
          ))}
        </div>
      ))}
      {left > 0 && (
        <div>
          <dt className={classes.more}>{words.more(left)}</dt>
          <dd />
        </div>
      )}
    </dl>
  );
}
