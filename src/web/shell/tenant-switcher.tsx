import { Combobox, InputBase, useCombobox } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { ask } from '../api/ask.ts';
import { useSession } from '../session/session.tsx';
import { strings } from '../strings/strings.ts';
import { IconSelector } from '../theme/icons.ts';
import classes from './tenant-switcher.module.css';

/** As many tenants as one page of the list has. */
const MOST_LISTED = 200;
const MOST_SHOWN = 30;

/** Goes to the pages of a tenant, by typing a part of its name. A slug that is not listed is gone to as it is typed. */
export function TenantSwitcher({ current }: { current: string | null }): ReactNode {
  const { console: words } = strings.shell;
  const session = useSession();
  const navigate = useNavigate();
  const [search, setSearch] = useState('');
  const box = useCombobox({
    onDropdownClose: () => {
      box.resetSelectedOption();
      setSearch('');
    },
  });
  const tenants = useQuery({
    queryKey: ['tenants', 'all'],
    queryFn: ({ signal }) => ask('TenantList', 'GET', ['tenants'], { query: { limit: MOST_LISTED }, signal }),
    staleTime: 60_000,
    enabled: session.tenant === null,
  });
  if (session.tenant !== null) return null;
  const wanted = search.trim().toLowerCase();
  const found = (tenants.data?.data ?? []).filter(
    ({ slug, name }) => slug.includes(wanted) || name.toLowerCase().includes(wanted),
  );
  const listsAll = tenants.data?.next_cursor === null;
  const typed = !listsAll && /^[a-z0-9-]+$/.test(wanted) && !found.some(({ slug }) => slug === wanted);
  return (
    <Combobox
      store={box}
      onOptionSubmit={(slug) => {
        box.closeDropdown();
        void navigate(`/admin/tenants/${encodeURIComponent(slug)}`);
      }}
    >
      <Combobox.Target>
        <InputBase
          size="sm"
          aria-label={words.switchTenant}
          placeholder={current ?? words.switchTenant}
          classNames={{ input: classes.input }}
          rightSection={<IconSelector size={16} aria-hidden />}
          rightSectionPointerEvents="none"
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
            box.openDropdown();
            box.updateSelectedOptionIndex();
          }}
          onClick={() => {
            box.openDropdown();
          }}
          onBlur={() => {
            box.closeDropdown();
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options mah={320} className={classes.options} aria-label={words.tenants}>
          {found.slice(0, MOST_SHOWN).map(({ slug, name }) => (
            <Combobox.Option key={slug} value={slug} active={slug === current}>
              <bdi>{name}</bdi>
              {name !== slug && <span className={classes.slug}> {slug}</span>}
            </Combobox.Option>
          ))}
          {typed && <Combobox.Option value={wanted}>{wanted}</Combobox.Option>}
          {found.length === 0 && !typed && (
            <Combobox.Empty>{tenants.isPending ? strings.common.loading : words.noTenant}</Combobox.Empty>
          )}
        </Combobox.Options>
        {found.length > MOST_SHOWN && <Combobox.Footer>{words.moreTenants(MOST_SHOWN)}</Combobox.Footer>}
      </Combobox.Dropdown>
    </Combobox>
  );
}
