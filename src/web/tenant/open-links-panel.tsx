import { Anchor, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { usePages } from '../api/use-pages.ts';
import { Panel } from '../parts/panel.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { Sentence } from '../parts/sentence.tsx';
import { When } from '../parts/when.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { usePageOfTenant } from './page-of-tenant.ts';
import classes from './tenant-page.module.css';

const MOST_SHOWN = 5;
const POLL_MS = 30_000;

/** The links into the portal that nobody has opened yet. */
export function OpenLinksPanel(): ReactNode {
  const { links: words } = strings.tenant;
  const { slug } = useTenant();
  const pageAt = usePageOfTenant();
  const { rows, error, isSettled, retry } = usePages(
    'PortalLinkList',
    ['tenants', slug, 'portal-links'],
    { state: 'open' },
    { limit: MOST_SHOWN, pollMs: POLL_MS },
  );
  return (
    <Panel
      title={words.title}
      actions={
        <Anchor component={Link} to={pageAt('portal-links')} size="sm">
          {words.all}
        </Anchor>
      }
    >
      {error !== null && <ProblemNote error={error} retry={retry} />}
      {isSettled && rows.length === 0 && <Text c="dimmed">{words.none}</Text>}
      <ul className={classes.list}>
        {rows.map(({ id, label, expires_at: expires }) => (
          <li key={id} className={classes.item}>
            <div className={classes.words}>
              <SafeText most={60}>{label ?? strings.portalLinks.nobody}</SafeText>
            </div>
            <span className={classes.soft}>
              <Sentence of={words.expires} with={{ when: <When at={expires} /> }} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
