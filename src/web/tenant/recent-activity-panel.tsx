import { Anchor, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { RecordSentence } from '../activity/record-sentence.tsx';
import { usePages } from '../api/use-pages.ts';
import { Panel } from '../parts/panel.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { When } from '../parts/when.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { usePageOfTenant } from './page-of-tenant.ts';
import classes from './tenant-page.module.css';

const MOST_SHOWN = 6;
const POLL_MS = 10_000;

/** What was changed last. */
export function RecentActivityPanel(): ReactNode {
  const { activity: words } = strings.tenant;
  const { slug } = useTenant();
  const pageAt = usePageOfTenant();
  const { rows, error, isSettled, retry } = usePages(
    'AuditRecordList',
    ['tenants', slug, 'audit-records'],
    {},
    { limit: MOST_SHOWN, pollMs: POLL_MS },
  );
  return (
    <Panel
      title={words.title}
      actions={
        <Anchor component={Link} to={pageAt('activity')} size="sm">
          {words.all}
        </Anchor>
      }
    >
      {error !== null && <ProblemNote error={error} retry={retry} />}
      {isSettled && rows.length === 0 && <Text c="dimmed">{words.none}</Text>}
      <ul className={classes.list}>
        {rows.map((record) => (
          <li key={record.id} className={classes.item}>
            <div className={classes.words}>
              <RecordSentence record={record} />
            </div>
            <span className={classes.soft}>
              <When at={record.at} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
