import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { Token, TokenOnce } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { usePages } from '../api/use-pages.ts';
import { useNow } from '../parts/clock.tsx';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { Empty } from '../parts/empty.tsx';
import { NotAllowed } from '../parts/not-allowed.tsx';
import { PagedTable, type Column } from '../parts/paged-table.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { SecretDialog } from '../parts/secret-dialog.tsx';
import { toastDone } from '../parts/toasts.ts';
import { useMay } from '../session/session.tsx';
import { strings } from '../strings/strings.ts';
import { IconKey, IconPlus } from '../theme/icons.ts';
import { NewTokenDialog } from './new-token-dialog.tsx';
import { tokenColumns, tokenState } from './token-columns.tsx';

/** The API tokens: made with what they may do, shown once, and revoked. */
export function ApiTokensPage(): ReactNode {
  const { apiTokens: words } = strings;
  return useMay('tokens:write') ? <Tokens /> : <NotAllowed title={words.title} text={words.notAllowed} />;
}

function Tokens(): ReactNode {
  const { apiTokens: words } = strings;
  const now = useNow();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [made, setMade] = useState<TokenOnce | null>(null);
  const [revoking, setRevoking] = useState<Token | null>(null);
  const pages = usePages('TokenList', ['tokens']);
  const refresh = (): Promise<void> => queries.invalidateQueries({ queryKey: ['tokens'] });
  const columns: readonly Column<Token>[] = [
    ...tokenColumns,
    {
      key: 'action',
      header: words.columns.action,
      cell: (token) =>
        tokenState(token, now) === 'valid' &&
        token.revocable && (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              setRevoking(token);
            }}
          >
            {words.revoke}
          </Button>
        ),
    },
  ];
  return (
    <PageFrame
      title={words.title}
      lead={words.lead}
      actions={
        <Button
          leftSection={<IconPlus size={16} />}
          onClick={() => {
            setAsking(true);
          }}
        >
          {words.make}
        </Button>
      }
    >
      <PagedTable
        label={words.table}
        pages={pages}
        columns={columns}
        rowKey={({ id }) => id}
        empty={<Empty icon={<IconKey />} title={words.empty.title} text={words.empty.text} />}
      />
      <NewTokenDialog
        key={asking ? 'asked' : 'closed'}
        opened={asking}
        onClose={() => {
          setAsking(false);
        }}
        onMade={(token) => {
          setMade(token);
          void refresh();
        }}
      />
      <SecretDialog
        secret={made?.token ?? null}
        title={words.made.title}
        of={words.made.of}
        onClose={() => {
          setMade(null);
        }}
      >
        <SafeText most={300}>{words.made.text(made?.name ?? '')}</SafeText>
      </SecretDialog>
      <ConfirmDialog
        opened={revoking !== null}
        onClose={() => {
          setRevoking(null);
        }}
        title={words.revoking.title((revoking?.name ?? '').slice(0, 60))}
        happens={[
          ...words.revoking.happens((revoking?.name ?? '').slice(0, 60)),
          ...(revoking?.own === true ? [words.revoking.own] : []),
        ].map((text) => (
          <SafeText key={text} most={300}>
            {text}
          </SafeText>
        ))}
        action={words.revoke}
        severe
        onConfirm={async () => {
          await ask(null, 'DELETE', ['tokens', revoking?.id ?? '']);
          toastDone(words.revoking.done);
          await refresh();
        }}
      />
    </PageFrame>
  );
}
