import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Token } from '../../generated/api.ts';
import { useNow } from '../parts/clock.tsx';
import type { Column } from '../parts/paged-table.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { When } from '../parts/when.tsx';
import { strings } from '../strings/strings.ts';

const { columns: headers } = strings.apiTokens;

/** What the list says of each token. */
export const tokenColumns: readonly Column<Token>[] = [
  {
    key: 'name',
    header: headers.name,
    lead: true,
    cell: nameOf,
  },
  { key: 'state', header: headers.state, cell: (token) => <StateOf token={token} /> },
  {
    key: 'scopes',
    header: headers.scopes,
    wide: true,
    cell: ({ scopes }) => <span>{scopes.map((scope) => strings.apiTokens.scopes[scope]).join(' · ')}</span>,
  },
  {
    key: 'tenant',
    header: headers.tenant,
    cell: ({ tenant }) => tenant ?? <Text c="dimmed">{strings.apiTokens.everyTenant}</Text>,
  },
  { key: 'used', header: headers.used, cell: ({ last_used_at: at }) => <When at={at} /> },
  { key: 'expires', header: headers.expires, cell: ({ expires_at: at }) => <When at={at} /> },
];

function nameOf({ name, own, revocable }: Token): ReactNode {
  const { you, setByService } = strings.apiTokens;
  return (
    <>
      <strong>
        <SafeText most={60}>{name}</SafeText>
      </strong>{' '}
      {own && <StatusBadge tone="info">{you}</StatusBadge>}
      {!revocable && (
        <Text size="sm" c="dimmed">
          {setByService}
        </Text>
      )}
    </>
  );
}

/** What a token is by now. */
export function tokenState(
  { revoked_at: revoked, expires_at: expires }: Pick<Token, 'revoked_at' | 'expires_at'>,
  now: Date,
): 'valid' | 'expired' | 'revoked' {
  if (revoked !== null) return 'revoked';
  return expires !== null && new Date(expires) <= now ? 'expired' : 'valid';
}

function StateOf({ token }: { token: Token }): ReactNode {
  const state = tokenState(token, useNow());
  return <StatusBadge tone={state === 'valid' ? 'ok' : 'off'}>{strings.apiTokens.states[state]}</StatusBadge>;
}
