import { Anchor, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { TenantHealth, TenantStanding } from '../../generated/api.ts';
import type { Column } from '../parts/paged-table.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { Sentence } from '../parts/sentence.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { When } from '../parts/when.tsx';
import { strings } from '../strings/strings.ts';
import type { Tone } from '../theme/tone.ts';
import { directoryInWords } from './standing-words.ts';

const tones: Readonly<Record<TenantHealth, Tone>> = {
  failing: 'problem',
  attention: 'attention',
  ok: 'ok',
  none: 'off',
};

const { columns: headers } = strings.overview;

/** What the list says of each tenant. */
export const standingColumns: readonly Column<TenantStanding>[] = [
  { key: 'tenant', header: headers.tenant, cell: nameOf, lead: true },
  {
    key: 'state',
    header: headers.state,
    cell: stateOf,
  },
  { key: 'directories', header: headers.directories, cell: directoriesOf, wide: true },
  { key: 'heard', header: headers.heard, cell: ({ last_event_at: at }) => <When at={at} /> },
  { key: 'waiting', header: headers.waiting, cell: waitingOf },
  { key: 'policy', header: headers.policy, cell: policyOf },
];

function nameOf({ slug, name }: TenantStanding): ReactNode {
  return (
    <>
      <Anchor component={Link} to={`/admin/tenants/${encodeURIComponent(slug)}`} fw={600}>
        <SafeText most={60} brief>
          {name}
        </SafeText>
      </Anchor>
      {name !== slug && (
        <Text size="sm" c="dimmed">
          {slug}
        </Text>
      )}
    </>
  );
}

/** Not as of now, so it says since when it is known. */
function stateOf({ health, looked_at: at }: TenantStanding): ReactNode {
  return (
    <>
      <StatusBadge tone={tones[health]}>{strings.overview.health[health]}</StatusBadge>
      {at !== null && (
        <Text size="sm" c="dimmed" component="div">
          <Sentence of={strings.overview.lookedAt} with={{ when: <When at={at} /> }} />
        </Text>
      )}
    </>
  );
}

function directoriesOf({ directories, more_directories: more }: TenantStanding): ReactNode {
  const { overview } = strings;
  if (directories.length === 0) return <Text c="dimmed">{overview.noDirectory}</Text>;
  return (
    <>
      {directories.map((directory) => (
        <div key={directory.id}>
          <SafeText most={60}>{directoryInWords(directory)}</SafeText>
          {directory.problems.length > 0 && (
            <Text size="sm" c={directory.health === 'failing' ? 'var(--rc-problem)' : 'var(--rc-attention)'}>
              {directory.problems
                .map((code) => overview.problems[code] ?? code.replaceAll('_', ' '))
                .join(' · ')}
            </Text>
          )}
        </div>
      ))}
      {more > 0 && (
        <Text size="sm" c="dimmed">
          {overview.more(more)}
        </Text>
      )}
    </>
  );
}

function waitingOf({
  slug,
  open_holds: holds,
  events: { waiting, set_aside: failed },
}: TenantStanding): ReactNode {
  const { overview } = strings;
  const base = `/admin/tenants/${encodeURIComponent(slug)}`;
  if (holds === 0 && waiting === 0 && failed === 0) return <Text c="dimmed">{overview.nothingWaiting}</Text>;
  return (
    <div>
      {holds > 0 && (
        <div>
          <Anchor component={Link} to={`${base}/approvals`}>
            {overview.held(holds)}
          </Anchor>
        </div>
      )}
      {failed > 0 && (
        <div>
          <Anchor component={Link} to={`${base}/failed-events`}>
            {overview.failed(failed)}
          </Anchor>
        </div>
      )}
      {waiting > 0 && <div>{overview.unapplied(waiting)}</div>}
    </div>
  );
}

function policyOf({ active_policy_version: version, policy_problem: refused }: TenantStanding): ReactNode {
  const { overview } = strings;
  return (
    <div>
      {version === null ? <Text c="dimmed">{overview.noPolicy}</Text> : overview.version(version)}
      {refused && <StatusBadge tone="attention">{overview.policyRefused}</StatusBadge>}
    </div>
  );
}
