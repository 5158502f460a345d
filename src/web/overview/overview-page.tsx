import { Button, Code, Group, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState, type ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import type { OverviewQuery, TenantHealth } from '../../generated/api.ts';
import { usePages } from '../api/use-pages.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Empty } from '../parts/empty.tsx';
import { PagedTable } from '../parts/paged-table.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { strings } from '../strings/strings.ts';
import { IconBuilding, IconSearch } from '../theme/icons.ts';
import { OverviewTiles } from './overview-tiles.tsx';
import { standingColumns } from './standing-columns.tsx';

const POLL_MS = 10_000;
/** What is typed is asked for once the reader rests for so long, in milliseconds. */
const REST_MS = 250;
const healths = ['failing', 'attention', 'ok', 'none'] as const satisfies readonly TenantHealth[];

/** The console's first page: how everything does in figures, and every tenant, the worst first. */
export function OverviewPage(): ReactNode {
  const { overview } = strings;
  const [place, setPlace] = useSearchParams();
  const health = healths.find((known) => known === place.get('state')) ?? null;
  const [typed, setTyped] = useState(place.get('search') ?? '');
  const [search] = useDebouncedValue(typed.trim(), REST_MS);
  const query: OverviewQuery = {
    ...(search === '' ? {} : { search }),
    ...(health === null ? {} : { health }),
  };
  const pages = usePages('Overview', ['overview'], query, { pollMs: POLL_MS });
  const choose = (next: TenantHealth | null): void => {
    setPlace(next === null ? {} : { state: next }, { replace: true });
  };
  return (
    <PageFrame title={overview.title} lead={overview.lead}>
      <OverviewTiles />
      <Group align="flex-end" gap="sm" component="search" aria-label={overview.search}>
        <TextInput
          label={overview.search}
          placeholder={overview.searchHint}
          value={typed}
          maxLength={200}
          autoComplete="off"
          flex="0 1 20rem"
          leftSection={<IconSearch size={15} aria-hidden />}
          onChange={({ currentTarget: { value } }) => {
            setTyped(value);
          }}
        />
        <NativeSelect
          label={overview.filter}
          value={health ?? ''}
          data={[
            { value: '', label: overview.anyState },
            ...healths.map((value) => ({ value, label: overview.health[value] })),
          ]}
          onChange={({ currentTarget: { value } }) => {
            choose(healths.find((known) => known === value) ?? null);
          }}
        />
      </Group>
      <PagedTable
        label={overview.table}
        pages={pages}
        columns={standingColumns}
        rowKey={({ id }) => id}
        empty={
          search === '' && health === null ? (
            <NoTenants />
          ) : (
            <Empty icon={<IconSearch />} title={overview.noMatch.title} text={overview.noMatch.text}>
              <Button
                variant="default"
                onClick={() => {
                  setTyped('');
                  choose(null);
                }}
              >
                {overview.clear}
              </Button>
            </Empty>
          )
        }
      />
    </PageFrame>
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
