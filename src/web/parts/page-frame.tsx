import { Anchor, Group, Text, Title } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';
import { Link } from 'react-router';
import { useTenantIfAny } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { useNow } from './clock.tsx';
import classes from './page-frame.module.css';
import { useTrail } from './page-trail.tsx';
import { MOST_OF_A_TITLE, plainText } from './plain-text.ts';
import { exactTime } from './relative-time.ts';

export interface Crumb {
  label: string;
  to: string;
}

interface PageFrameProps {
  /** May have a name from outside in it: what would be invisible or turn the words around it is shown by its code. */
  title: string;
  /** What tells this page from others of the same title; stands before it where only the title of the window is seen. */
  windowTitle?: string;
  /** What the page is for, in a sentence. */
  lead?: ReactNode;
  /** The way here inside the tenant or the console, from the outermost page to the one above this. */
  crumbs?: readonly Crumb[];
  /** Beside the title. */
  actions?: ReactNode;
  children: ReactNode;
}

/** What every page is in: its title, where it is, and what can be done on it. Its title is read out when it is opened. */
export function PageFrame(props: PageFrameProps): ReactNode {
  const { title: given, windowTitle, lead, crumbs = [], actions, children } = props;
  const title = plainText(given, MOST_OF_A_TITLE);
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useTenantIfAny();
  const tenant = shown === null ? null : plainText(shown.name);
  // In the console a tenant is one of many; in the portal there is no other.
  const above =
    shown?.base.startsWith('/admin') === true
      ? [
          { label: strings.overview.title, to: '/admin' },
          { label: shown.name, to: shown.base },
        ]
      : [];
  const way = [...above, ...crumbs];
  const trail = useTrail();
  const whole = windowTitle === undefined ? title : `${plainText(windowTitle, MOST_OF_A_TITLE)} · ${title}`;
  useEffect(() => {
    document.title = strings.shell.title(whole, tenant);
  }, [whole, tenant]);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div className={classes.page}>
      {trail.length + way.length > 0 && (
        <nav aria-label={strings.shell.breadcrumbs}>
          <ol className={classes.crumbs}>
            {trail.map(({ label, href }) => (
              <li key={label}>
                {href === null ? (
                  <Text size="sm" c="dimmed" span>
                    {label}
                  </Text>
                ) : (
                  <Anchor href={href} target="_top" size="sm">
                    {label}
                  </Anchor>
                )}
              </li>
            ))}
            {way.map(({ label, to }) => (
              <li key={to}>
                <Anchor component={Link} to={to} size="sm">
                  <bdi>{plainText(label)}</bdi>
                </Anchor>
              </li>
            ))}
          </ol>
        </nav>
      )}
      <Group justify="space-between" align="flex-start" gap="sm" className={classes.head}>
        <div className={classes.words}>
          <Title order={1} ref={heading} tabIndex={-1}>
            {title}
          </Title>
          {lead !== undefined && (
            <Text c="dimmed" mt={4} maw="44rem">
              {lead}
            </Text>
          )}
        </div>
        {actions !== undefined && (
          <Group gap="xs" data-no-print>
            {actions}
          </Group>
        )}
      </Group>
      <div className={classes.content}>{children}</div>
      <Printed tenant={tenant} />
    </div>
  );
}

/** On paper: of whom it is, and of when. */
function Printed({ tenant }: { tenant: string | null }): ReactNode {
  const now = useNow();
  return (
    <Text size="sm" mt="md" data-print-only>
      {tenant ?? strings.shell.product}, {exactTime(now, strings.locale)}
    </Text>
  );
}
