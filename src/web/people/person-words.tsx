import { Anchor, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { User, UserStatus } from '../../generated/api.ts';
import { SafeText } from '../parts/safe-text.tsx';
import { visibleName } from '../parts/visible-name.ts';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import type { Tone } from '../theme/tone.ts';
import classes from './people.module.css';
import { useRoleNames } from './use-role-names.ts';

export const toneOfStatus: Readonly<Record<UserStatus, Tone>> = {
  active: 'ok',
  read_only: 'attention',
  deactivated: 'off',
  purged: 'off',
};

/** What somebody is called: by name, else by address, else by the identity provider's id. */
export function nameOf({ display_name, email, external_id }: User): string {
  return visibleName(display_name, email, external_id) ?? strings.people.someone;
}

/** Who it is, with the way to their page. */
export function PersonName({ user }: { user: User }): ReactNode {
  const { base } = useTenant();
  const name = nameOf(user);
  return (
    <div className={classes.name}>
      <Anchor component={Link} to={`${base}/people/${encodeURIComponent(user.id)}`} fw={600}>
        <SafeText most={80} brief>
          {name}
        </SafeText>
      </Anchor>
      {user.email !== null && user.email !== name && (
        <Text size="sm" c="dimmed">
          <SafeText most={80}>{user.email}</SafeText>
        </Text>
      )}
    </div>
  );
}

/** The role, and what gave it. */
export function RoleWords({ user: { role, role_origin: origin } }: { user: User }): ReactNode {
  const { people } = strings;
  const roles = useRoleNames();
  if (role === null) return <Text c="dimmed">{people.noRole}</Text>;
  return (
    <div>
      <SafeText most={40}>{roles.called(role)}</SafeText>
      {origin !== null && (
        <Text size="sm" c="dimmed">
          {people.origins[origin]}
        </Text>
      )}
    </div>
  );
}

/** The first of the workspaces, with the role in each, and how many more there are. */
export function WorkspacesWords({
  workspaces,
  most,
}: {
  workspaces: User['workspaces'];
  most: number;
}): ReactNode {
  const { people } = strings;
  if (workspaces.length === 0) return <Text c="dimmed">{people.noWorkspaces}</Text>;
  return (
    <div>
      {workspaces.slice(0, most).map(({ key, role }) => (
        <div key={key}>
          <SafeText most={60}>{people.inWorkspace(key, role)}</SafeText>
        </div>
      ))}
      {workspaces.length > most && (
        <Text size="sm" c="dimmed">
          {people.more(workspaces.length - most)}
        </Text>
      )}
    </div>
  );
}
