import { Button, NativeSelect } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import type { PortalLink, PortalLinkOnce, PortalLinkState } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { usePages } from '../api/use-pages.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { Empty } from '../parts/empty.tsx';
import { PagedTable, type Column } from '../parts/paged-table.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { Sentence } from '../parts/sentence.tsx';
import { SecretDialog } from '../parts/secret-dialog.tsx';
import { toastDone } from '../parts/toasts.ts';
import { When } from '../parts/when.tsx';
import { useMaySupport } from '../session/session.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { IconLink, IconPlus } from '../theme/icons.ts';
import { linkColumns } from './link-columns.tsx';
import { NewLinkDialog } from './new-link-dialog.tsx';

const POLL_MS = 10_000;
const states = ['open', 'used', 'expired', 'revoked'] as const satisfies readonly PortalLinkState[];

/** The links into the portal of a tenant: made by hand, shown once, and revoked. */
export function PortalLinksPage(): ReactNode {
  const { portalLinks: words } = strings;
  const { slug } = useTenant();
  const mayChange = useMaySupport();
  const queries = useQueryClient();
  // In the address, as the filters of other lists: the way back leads to the same one.
  const [search, setSearch] = useSearchParams();
  const state = states.find((known) => known === search.get('state')) ?? null;
  const [asking, setAsking] = useState(false);
  const [made, setMade] = useState<PortalLinkOnce | null>(null);
  const [revoking, setRevoking] = useState<PortalLink | null>(null);
  const path = ['tenants', slug, 'portal-links'];
  const pages = usePages('PortalLinkList', path, state === null ? {} : { state }, { pollMs: POLL_MS });
  const refresh = (): Promise<void> => queries.invalidateQueries({ queryKey: path });
  const columns: readonly Column<PortalLink>[] = mayChange
    ? [
        ...linkColumns,
        {
          key: 'action',
          header: words.columns.action,
          cell: (link) =>
            (link.state === 'open' || link.state === 'used') && (
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => {
                  setRevoking(link);
                }}
              >
                {words.revoke}
              </Button>
            ),
        },
      ]
    : linkColumns;
  const make = mayChange && (
    <Button
      leftSection={<IconPlus size={16} />}
      onClick={() => {
        setAsking(true);
      }}
    >
      {words.make}
    </Button>
  );
  return (
    <PageFrame title={words.title} lead={words.lead} actions={make}>
      <NativeSelect
        label={words.stateFilter}
        value={state ?? ''}
        maw="16rem"
        data={[
          { value: '', label: words.anyState },
          ...states.map((value) => ({ value, label: words.states[value] })),
        ]}
        onChange={({ currentTarget: { value } }) => {
          setSearch(value === '' ? {} : { state: value }, { replace: true });
        }}
      />
      <PagedTable
        label={words.table}
        pages={pages}
        columns={columns}
        rowKey={({ id }) => id}
        empty={
          state === null ? (
            <Empty icon={<IconLink />} title={words.empty.title} text={words.empty.text} />
          ) : (
            <Empty icon={<IconLink />} title={words.noMatch.title} text={words.noMatch.text} />
          )
        }
      />
      <NewLinkDialog
        key={asking ? 'asked' : 'closed'}
        tenant={slug}
        opened={asking}
        onClose={() => {
          setAsking(false);
        }}
        onMade={(link) => {
          setMade(link);
          void refresh();
        }}
      />
      <SecretDialog
        secret={made?.url ?? null}
        title={words.made.title}
        of={words.made.of}
        onClose={() => {
          setMade(null);
        }}
      >
        <p>
          <SafeText most={300}>{words.made.text(made?.label ?? words.made.them)}</SafeText>
        </p>
        <Sentence of={words.made.until} with={{ when: <When at={made?.expires_at ?? null} /> }} />
      </SecretDialog>
      <ConfirmDialog
        opened={revoking !== null}
        onClose={() => {
          setRevoking(null);
        }}
        title={words.revoking.title}
        happens={[revoking?.state === 'used' ? words.revoking.used : words.revoking.open]}
        action={words.revoke}
        severe
        onConfirm={async () => {
          await ask(null, 'DELETE', [...path, revoking?.id ?? '']);
          toastDone(words.revoking.done);
          await refresh();
        }}
      />
    </PageFrame>
  );
}
