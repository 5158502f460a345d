import { Anchor, Progress, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { TenantSummary } from '../../generated/api.ts';
import { Panel } from '../parts/panel.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { useRoleNames } from '../people/use-role-names.ts';
import { strings } from '../strings/strings.ts';
import { usePageOfTenant } from './page-of-tenant.ts';
import classes from './tenant-page.module.css';

/** How many active people have which role. */
export function RolesPanel({ roles }: Pick<TenantSummary, 'roles'>): ReactNode {
  const { people: words } = strings.tenant;
  const pageAt = usePageOfTenant();
  const names = useRoleNames();
  const most = Math.max(1, ...roles.map(({ people }) => people));
  return (
    <Panel
      title={words.title}
      actions={
        <Anchor component={Link} to={pageAt('people')} size="sm">
          {words.all}
        </Anchor>
      }
    >
      {roles.length === 0 && <Text c="dimmed">{words.none}</Text>}
      <ul className={classes.list}>
        {roles.map(({ role, people }) => (
          <li key={role ?? ''}>
            <div style={{ display: 'flex', justifyContent: 'space-between', gap: '0.75rem' }}>
              {role === null ? (
                <span>{words.noRole}</span>
              ) : (
                <Anchor component={Link} to={pageAt('people', { status: 'active', role })}>
                  <SafeText most={60} brief>
                    {names.called(role)}
                  </SafeText>
                </Anchor>
              )}
              <span>{strings.common.people(people)}</span>
            </div>
            <Progress value={(people / most) * 100} size="sm" mt={4} aria-hidden />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
