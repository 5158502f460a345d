import { NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import type { GroupMappingOverview } from '../../generated/api.ts';
import { strings } from '../strings/strings.ts';
import { roleName } from './effect-words.ts';
import classes from './mapping.module.css';
import type { Given } from './mapping-draft.ts';

interface RoleFieldProps {
  /** What the group is called, for the name of the control. */
  group: string;
  roles: GroupMappingOverview['roles'];
  given: Given;
  /** Null: to look at alone. */
  onChange: ((given: Given) => void) | null;
}

/** The role that a group gives. Roles that it may not give are in the list, with the reason. */
export function RoleField({ group, roles, given, onChange }: RoleFieldProps): ReactNode {
  const { mapping } = strings;
  if (onChange === null) return given.role === null ? mapping.noRole : roleName(given.role, roles);
  const known = roles.some(({ key }) => key === given.role);
  return (
    <NativeSelect
      className={classes.role}
      aria-label={mapping.roleOf(group)}
      value={given.role ?? ''}
      onChange={({ currentTarget: { value } }) => {
        onChange({ ...given, role: value === '' ? null : value });
      }}
      data={[
        { value: '', label: mapping.noRole },
        ...roles.map(({ key, name, may_be_given: mayBeGiven }) => ({
          value: key,
          label: mayBeGiven ? name : mapping.roleRefused(name),
          disabled: !mayBeGiven,
        })),
        ...(given.role === null || known ? [] : [{ value: given.role, label: given.role, disabled: true }]),
      ]}
    />
  );
}
