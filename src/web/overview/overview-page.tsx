import { Button, Code, Group, NativeSelect } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { usePages } from '../api/use-pages.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Empty } from '../parts/empty.tsx';
import { PagedTable } from '../parts/paged-table.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { SearchField } from '../parts/search-field.tsx';
import { strings } from '../strings/strings.ts';
import { IconBuilding, IconSearch } from '../theme/icons.ts';
import {
  everyTenant,
  healths,
  isFiltering,
  kindsOfWaiting,
  queryOf,
  readFilter,
  writeFilter,
  type OverviewFilter,
} from './overview-filter.ts';
import { OverviewTiles } from './overview-tiles.tsx';
import { standingColumns } from './standing-columns.tsx';

const POLL_MS = 10_000;
/** What is typed is asked for once the reader rests for so long, in milliseconds. */
const REST_MS = 250;

/** The console's first page: how everything does in figures, and every tenant, the worst first. */
export function OverviewPage(): ReactNode {
  const { overview } = strings;
  // In the address, so that the way back from a tenant leads to the same list.
  const [place, setPlace] = useSearchParams();
  const filter = readFilter(place);
  const [rested] = useDebouncedValue(filter.search, REST_MS);
  const asked = { ...filter, search: rested };
  const pages = usePages('Overview', ['overview'], queryOf(asked), { pollMs: POLL_MS });
  const choose = (next: OverviewFilter): void => {
    setPlace(writeFilter(next), { replace: true });
  };
  return (
    <PageFrame title={overview.title} lead={overview.lead}>
      <OverviewTiles />
      <Filters filter={filter} onChange={choose} />
      <PagedTable
        label={overview.table}
        pages={pages}
        columns={standingColumns}
        rowKey={({ id }) => id}
        empty={
          isFiltering(asked) ? (
            <Empty icon={<IconSearch />} title={overview.noMatch.title} text={overview.noMatch.text}>
              <Button
                variant="default"
                onClick={() => {
                  choose(everyTenant);
                }}
              >
                {overview.clear}
              </Button>
            </Empty>
          ) : (
            <NoTenants />
          )
        }
      />
    </PageFrame>
  );
}

interface FiltersProps {
  filter: OverviewFilter;
  onChange: (filter: OverviewFilter) => void;
}

function Filters({ filter, onChange }: FiltersProps): ReactNode {
  const { overview } = strings;
  return (
    <Group align="flex-end" gap="sm" component="search" aria-label={overview.search}>
      <SearchField
        label={overview.search}
        hint={overview.searchHint}
        value={filter.search}
        onChange={(search) => {
          onChange({ ...filter, search });
        }}
      />
      <NativeSelect
        label={overview.filter}
        value={filter.health ?? ''}
        data={[
          { value: '', label: overview.anyState },
          ...healths.map((value) => ({ value, label: overview.health[value] })),
        ]}
        onChange={({ currentTarget: { value } }) => {
          onChange({ ...filter, health: healths.find((known) => known === value) ?? null });
        }}
      />
      <NativeSelect
        label={overview.waitingFilter}
        value={filter.waiting ?? ''}
        data={[
          { value: '', label: overview.anyWaiting },
          ...kindsOfWaiting.map((value) => ({ value, label: overview.waitings[value] })),
        ]}
        onChange={({ currentTarget: { value } }) => {
          onChange({ ...filter, waiting: kindsOfWaiting.find((known) => known === value) ?? null });
        }}
      />
    </Group>
  );
}

function NoTenants(): ReactNode {
  const { empty } = strings.overview;
  return (
    <Empty icon={<IconBuilding />} title={empty.title} text={empty.text}>
      <Group gap={4}>
        <Code>{empty.command}</Code>
        <CopyButton value={empty.command} of={empty.commandName} />
      </Group>
    </Empty>
  );
}
