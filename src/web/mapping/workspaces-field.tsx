import { ActionIcon, Autocomplete, Button, Group, NativeSelect, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState, type ReactNode } from 'react';
import type { GroupMappingOverview } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { SafeText } from '../parts/safe-text.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { IconPlus, IconX } from '../theme/icons.ts';
import { roleName } from './effect-words.ts';
import classes from './mapping.module.css';
import type { Given } from './mapping-draft.ts';

interface WorkspacesFieldProps {
  /** What the group is called, for the names of the controls. */
  group: string;
  /** The roles inside a workspace, the strongest first. */
  roles: GroupMappingOverview['workspace_roles'];
  given: Given;
  /** Null: to look at alone. */
  onChange: ((given: Given) => void) | null;
}

/** The workspaces that a group lets its members into, each with the role in it. */
export function WorkspacesField({ group, roles, given, onChange }: WorkspacesFieldProps): ReactNode {
  const { mapping } = strings;
  const { workspaces } = given;
  if (onChange === null) {
    if (workspaces.length === 0) return <Text c="dimmed">{mapping.noWorkspaces}</Text>;
    return workspaces.map(({ key, role }) => (
      <div key={key}>
        <SafeText most={120}>{mapping.gone.inWorkspace(roleName(role, roles), key)}</SafeText>
      </div>
    ));
  }
  return (
    <div className={classes.workspaces}>
      {workspaces.map(({ key, role }) => (
        <div key={key} className={classes.workspace}>
          <span className={classes.key}>
            <SafeText most={63} brief>
              {key}
            </SafeText>
          </span>
          <NativeSelect
            size="xs"
            aria-label={mapping.workspaceRoleOf(key, group)}
            value={role}
            data={[
              ...(roles.some((each) => each.key === role) ? [] : [{ value: role, label: role }]),
              ...roles.map((each) => ({ value: each.key, label: each.name })),
            ]}
            onChange={({ currentTarget: { value } }) => {
              const changed = workspaces.map((each) => (each.key === key ? { key, role: value } : each));
              onChange({ ...given, workspaces: changed });
            }}
          />
          <ActionIcon
            variant="subtle"
            color="slate"
            aria-label={mapping.removeWorkspace(key, group)}
            onClick={({ currentTarget }) => {
              // The button goes: whoever pressed it can go on with another workspace.
              currentTarget
                .closest(`.${String(classes.workspaces)}`)
                ?.querySelector<HTMLElement>('[data-next]')
                ?.focus();
              onChange({ ...given, workspaces: workspaces.filter((each) => each.key !== key) });
            }}
          >
            <IconX size={15} />
          </ActionIcon>
        </div>
      ))}
      {roles.length > 0 && (
        <AddWorkspace
          group={group}
          taken={workspaces.map(({ key }) => key)}
          onAdd={(key) => {
            // The weakest role is the one to begin with.
            onChange({ ...given, workspaces: [...workspaces, { key, role: roles.at(-1)?.key ?? '' }] });
          }}
        />
      )}
    </div>
  );
}

/** More workspaces than this are not offered; any can be typed. */
const MOST_OFFERED = 200;
/** As a policy names a workspace. */
const KEY = /^[a-z0-9][a-z0-9_-]{0,62}$/;

interface AddWorkspaceProps {
  group: string;
  taken: readonly string[];
  onAdd: (key: string) => void;
}

function AddWorkspace({ group, taken, onAdd }: AddWorkspaceProps): ReactNode {
  const { mapping, common } = strings;
  const { slug } = useTenant();
  const opener = useRef<HTMLButtonElement>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const [refused, setRefused] = useState(false);
  const known = useQuery({
    queryKey: ['tenants', slug, 'workspaces', { limit: MOST_OFFERED }],
    queryFn: ({ signal }) =>
      ask('WorkspaceList', 'GET', ['tenants', slug, 'workspaces'], {
        query: { limit: MOST_OFFERED },
        signal,
      }),
    enabled: typed !== null,
    staleTime: 60_000,
  });
  const close = (): void => {
    setTyped(null);
    setRefused(false);
    // Where the reader was, once the field is gone.
    setTimeout(() => opener.current?.focus());
  };
  const add = (text: string): void => {
    const key = text.trim().toLowerCase();
    if (!KEY.test(key)) {
      setRefused(true);
      return;
    }
    if (!taken.includes(key)) onAdd(key);
    close();
  };
  if (typed === null) {
    return (
      <Button
        ref={opener}
        data-next
        size="compact-sm"
        variant="subtle"
        className={classes.adding}
        leftSection={<IconPlus size={14} aria-hidden />}
        aria-label={mapping.addWorkspaceTo(group)}
        onClick={() => {
          setTyped('');
        }}
      >
        {mapping.addWorkspace}
      </Button>
    );
  }
  const offered = (known.data?.data ?? []).map(({ key }) => key).filter((key) => !taken.includes(key));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        add(typed);
      }}
    >
      <Autocomplete
        size="xs"
        label={mapping.workspaceName}
        description={mapping.workspaceNew}
        placeholder={mapping.workspaceHint}
        data={offered}
        value={typed}
        maxLength={63}
        data-next
        data-autofocus
        autoFocus
        autoComplete="off"
        error={refused ? mapping.workspaceRefused : null}
        onChange={(value) => {
          setRefused(false);
          setTyped(value);
        }}
        onOptionSubmit={add}
        onKeyDown={(event) => {
          if (event.key === 'Escape') close();
        }}
      />
      <Group gap="xs" mt={6}>
        <Button size="compact-sm" type="submit">
          {mapping.add}
        </Button>
        <Button size="compact-sm" variant="default" onClick={close}>
          {common.cancel}
        </Button>
      </Group>
    </form>
  );
}
