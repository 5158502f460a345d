import { Select } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTenantSearch } from '../api/use-tenant-search.ts';
import { useSession } from '../session/session.tsx';
import { strings } from '../strings/strings.ts';
import { SafeText } from './safe-text.tsx';

interface TenantSelectProps {
  label: string;
  description?: string;
  /** What no choice means, such as "Every tenant". */
  none: string;
  /** A slug; null: none. */
  value: string | null;
  onChange: (slug: string | null) => void;
}

/** Chooses one of the tenants, searched by the service. Whoever is bound to one tenant has no choice. */
export function TenantSelect({ label, description, none, value, onChange }: TenantSelectProps): ReactNode {
  const { tenant } = useSession();
  const [search, setSearch] = useState('');
  const { tenants, isSearching } = useTenantSearch(search === value ? '' : search, tenant === null);
  const slugs = tenants.map(({ slug }) => slug);
  const chosen = tenant ?? value;
  return (
    <Select
      label={label}
      description={description}
      placeholder={none}
      searchable
      clearable={tenant === null}
      disabled={tenant !== null}
      value={chosen}
      onChange={onChange}
      searchValue={search}
      onSearchChange={setSearch}
      data={chosen === null || slugs.includes(chosen) ? slugs : [chosen, ...slugs]}
      // The service has filtered them already.
      filter={({ options }) => options}
      renderOption={({ option: { value: slug } }) => (
        <TenantOption slug={slug} name={tenants.find((one) => one.slug === slug)?.name ?? slug} />
      )}
      nothingFoundMessage={isSearching ? strings.common.loading : strings.shell.console.noTenant}
      clearButtonProps={{ 'aria-label': none }}
    />
  );
}

function TenantOption({ slug, name }: { slug: string; name: string }): ReactNode {
  return (
    <span>
      <SafeText most={80} brief>
        {name}
      </SafeText>
      {name !== slug && ` (${slug})`}
    </span>
  );
}
