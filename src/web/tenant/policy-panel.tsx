import { Anchor, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { PolicyDocs } from '../../generated/api.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { ask } from '../api/ask.ts';
import { Panel } from '../parts/panel.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { Sentence } from '../parts/sentence.tsx';
import { When } from '../parts/when.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { usePageOfTenant } from './page-of-tenant.ts';
import classes from './policy-panel.module.css';

/** Of so many chapters the first sentence says what kind of policy it is. */
const MOST_SHOWN = 6;

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
          <Sentence
            of={words.version(version.data.version)}
            with={{
              when: <When at={version.data.activated_at} />,
              author: <SafeText most={60}>{version.data.author}</SafeText>,
            }}
          />
        </Text>
      )}
      {fault === null && !isNone && docs.data === undefined && <Skeleton height={120} />}
      {docs.data !== undefined && (
        <Sentences chapters={docs.data.chapters.filter(({ statements }) => statements.length > 0)} />
      )}
    </Panel>
  );
}

function Sentences({ chapters }: { chapters: PolicyDocs['chapters'] }): ReactNode {
  const { policy: words } = strings.tenant;
  const pageAt = usePageOfTenant();
  const shown = chapters.slice(0, MOST_SHOWN);
  const left = chapters.reduce((sum, { statements }) => sum + statements.length, 0) - shown.length;
  return (
    <>
      <dl className={classes.sentences} aria-label={words.label}>
        {shown.map(({ title, statements: [first] }) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>
              <SafeText most={240}>{first?.says ?? ''}</SafeText>
            </dd>
          </div>
        ))}
      </dl>
      {left > 0 && (
        <Anchor component={Link} to={pageAt('policy')} size="sm">
          {words.more(left)}
        </Anchor>
      )}
    </>
  );
}
