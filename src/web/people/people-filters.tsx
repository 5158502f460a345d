import { NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Roles } from './use-role-names.ts';
import { SearchField } from '../parts/search-field.tsx';
import { strings } from '../strings/strings.ts';
import classes from './people.module.css';
import { userStatuses, type PeopleFilter } from './people-filter.ts';

interface PeopleFiltersProps {
  filter: PeopleFilter;
  /** Of the catalog; none while they are not known. */
  roles: Roles['all'];
  onChange: (filter: PeopleFilter) => void;
}

export function PeopleFilters({ filter, roles, onChange }: PeopleFiltersProps): ReactNode {
  const { filters: words, statuses } = strings.people;
  const known = filter.role === null || roles.some(({ key }) => key === filter.role);
  return (
    <search className={classes.filters} aria-label={words.label}>
      <SearchField
        label={words.search}
        hint={words.searchHint}
        value={filter.search}
        onChange={(search) => {
          onChange({ ...filter, search });
        }}
      />
      <NativeSelect
        label={words.status}
        value={filter.status ?? ''}
        data={[
          { value: '', label: words.anyStatus },
          ...userStatuses.map((value) => ({ value, label: statuses[value] })),
        ]}
        onChange={({ currentTarget: { value } }) => {
          onChange({ ...filter, status: userStatuses.find((status) => status === value) ?? null });
        }}
      />
      <NativeSelect
        label={words.role}
        value={filter.role ?? ''}
        data={[
          { value: '', label: words.anyRole },
          ...roles.map(({ key, name }) => ({ value: key, label: name })),
          ...(known || filter.role === null ? [] : [{ value: filter.role, label: filter.role }]),
        ]}
        onChange={({ currentTarget: { value } }) => {
          onChange({ ...filter, role: value === '' ? null : value });
        }}
      />
    </search>
  );
}
