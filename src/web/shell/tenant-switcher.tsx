import { Combobox, InputBase, useCombobox, VisuallyHidden } from '@mantine/core';
import { useEffect, useEffectEvent, useRef, useState, type ReactNode } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { MOST_TENANTS_SHOWN, useTenantSearch } from '../api/use-tenant-search.ts';
import { plainText } from '../parts/plain-text.ts';
import { SafeText } from '../parts/safe-text.tsx';
import { consoleTenantPages } from '../routes/console-tenant-pages.ts';
import { tenantPages } from '../routes/tenant-pages.ts';
import { useSession } from '../session/session.tsx';
import { strings } from '../strings/strings.ts';
import { IconSelector } from '../theme/icons.ts';
import classes from './tenant-switcher.module.css';

interface TenantSwitcherProps {
  /** The tenant that is shown. */
  current: { slug: string; name: string } | null;
}

/** Goes to the pages of a tenant, by typing a part of its name: to the same page as is open, where it is of a tenant. */
export function TenantSwitcher({ current }: TenantSwitcherProps): ReactNode {
  const { console: words } = strings.shell;
  const session = useSession();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const [search, setSearch] = useState('');
  // Enter came before the answer did.
  const isGoing = useRef(false);
  const box = useCombobox({
    onDropdownClose: () => {
      isGoing.current = false;
      box.resetSelectedOption();
      setSearch('');
    },
  });
  // Asked once it is opened: most pages are left by other ways.
  const { tenants, more, isSearching, failed } = useTenantSearch(
    search,
    session.tenant === null && box.dropdownOpened,
  );
  const isAnswered = box.dropdownOpened && search !== '' && !isSearching;
  const goTo = (slug: string): void => {
    box.closeDropdown();
    void navigate(`/admin/tenants/${encodeURIComponent(slug)}${pageOf(pathname)}`);
  };
  // Enter goes to the first that fits, and waits while it is not known which fit.
  const choose = useEffectEvent(() => {
    const [first] = tenants;
    if (!isAnswered || first === undefined) box.resetSelectedOption();
    else if (isGoing.current) goTo(first.slug);
    else box.selectFirstOption();
    if (isAnswered) isGoing.current = false;
  });
  useEffect(() => {
    choose();
  }, [isAnswered, tenants]);
  if (session.tenant !== null) return null;
  return (
    <Combobox store={box} onOptionSubmit={goTo}>
      <VisuallyHidden role="status">
        {isAnswered && (tenants.length === 0 ? words.noTenant : words.foundTenants(tenants.length))}
      </VisuallyHidden>
      <Combobox.Target withExpandedAttribute>
        <InputBase
          size="sm"
          role="combobox"
          aria-autocomplete="list"
          aria-label={words.switchTenant}
          placeholder={current === null ? words.switchTenant : plainText(current.name)}
          classNames={{ input: classes.input }}
          rightSection={<IconSelector size={16} aria-hidden />}
          rightSectionPointerEvents="none"
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
            box.openDropdown();
          }}
          onKeyDown={({ key, nativeEvent }) => {
            isGoing.current = key === 'Enter' && !nativeEvent.isComposing && search !== '' && isSearching;
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
            <Combobox.Option key={slug} value={slug} active={slug === current?.slug}>
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

/** Of a page of a tenant its place below the tenant, such as /outbox; empty for the first one and for pages of no tenant. */
function pageOf(pathname: string): string {
  const below = /^\/admin\/tenants\/[^/]+\/(.+)$/.exec(pathname)?.[1] ?? '';
  const page = [...consoleTenantPages, ...tenantPages].find(
    ({ path, hidden }) => hidden !== true && path !== '' && `${below}/`.startsWith(`${path}/`),
  );
  return page === undefined ? '' : `/${page.path}`;
}
