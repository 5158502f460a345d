import { Anchor, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Directory, HealthState } from '../../generated/api.ts';
import { Panel } from '../parts/panel.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { Sentence } from '../parts/sentence.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { When } from '../parts/when.tsx';
import { strings } from '../strings/strings.ts';
import type { Tone } from '../theme/tone.ts';
import { directoryCalled } from '../parts/directory-called.ts';
import { usePageOfTenant } from './page-of-tenant.ts';
import classes from './tenant-page.module.css';

const MOST_SHOWN = 6;
const tones: Readonly<Record<HealthState, Tone>> = { ok: 'ok', attention: 'attention', failing: 'problem' };

/** The directories that are connected, and how each does. */
export function TenantDirectories({ directories }: { directories: readonly Directory[] }): ReactNode {
  const { directories: words } = strings.tenant;
  const pageAt = usePageOfTenant();
  return (
    <Panel
      title={words.title}
      actions={
        <Anchor component={Link} to={pageAt('directories')} size="sm">
          {words.all}
        </Anchor>
      }
    >
      {directories.length === 0 && <Text c="dimmed">{words.none}</Text>}
      <ul className={classes.list}>
        {directories.slice(0, MOST_SHOWN).map((directory) => (
          <li key={directory.id} className={classes.item}>
            <div className={classes.words}>
              <Anchor
                component={Link}
                to={pageAt(`directories/${encodeURIComponent(directory.id)}`)}
                fw={600}
              >
                <SafeText most={60} brief>
                  {directoryCalled(directory)}
                </SafeText>
              </Anchor>
              <div className={classes.soft}>
                <Sentence
                  of={directory.last_event_at === null ? words.neverHeard : words.heard}
                  with={{
                    state: strings.overview.states[directory.state],
                    when: <When at={directory.last_event_at} />,
                  }}
                />
              </div>
            </div>
            <HealthOf directory={directory} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function HealthOf({ directory: { state, health } }: { directory: Directory }): ReactNode {
  const { healths } = strings.overview;
  // Nothing has gone wrong with what has never spoken, and nothing has gone well.
  if (state === 'setting_up' && (health === null || health.state === 'ok'))
    return <StatusBadge tone="off">{strings.tenant.directories.settingUp}</StatusBadge>;
  // Every directory is looked at within minutes of being made.
  if (health === null) return null;
  return <StatusBadge tone={tones[health.state]}>{healths[health.state]}</StatusBadge>;
}
