import { Combobox, InputBase, useCombobox } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { MOST_TENANTS_SHOWN, useTenantSearch } from '../api/use-tenant-search.ts';
import { SafeText } from '../parts/safe-text.tsx';
import { useSession } from '../session/session.tsx';
import { strings } from '../strings/strings.ts';
import { IconSelector } from '../theme/icons.ts';
import classes from './tenant-switcher.module.css';

/** Goes to the pages of a tenant, by typing a part of its name. */
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
  // Asked once it is opened: most pages are left by other ways.
  const { tenants, more, isSearching, failed } = useTenantSearch(
    search,
    session.tenant === null && box.dropdownOpened,
  );
  if (session.tenant !== null) return null;
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
          {tenants.map(({ slug, name }) => (
            <Combobox.Option key={slug} value={slug} active={slug === current}>
              <SafeText most={80} brief>
                {name}
              </SafeText>
              {name !== slug && <span className={classes.slug}> {slug}</span>}
            </Combobox.Option>
          ))}
          {tenants.length === 0 && (
            <Combobox.Empty>
              {failed ? strings.problems.title : isSearching ? strings.common.loading : words.noTenant}
            </Combobox.Empty>
          )}
        </Combobox.Options>
        {more && <Combobox.Footer>{words.moreTenants(MOST_TENANTS_SHOWN)}</Combobox.Footer>}
      </Combobox.Dropdown>
    </Combobox>
  );
}
