import { Button, Group, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { DirectoryDetail, DirectoryToken } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { useNow } from '../parts/clock.tsx';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { directoryCalled } from '../parts/directory-called.ts';
import { Panel } from '../parts/panel.tsx';
import { relativeTime } from '../parts/relative-time.ts';
import { StatusBadge } from '../parts/status-badge.tsx';
import { toastDone } from '../parts/toasts.ts';
import { When } from '../parts/when.tsx';
import { useMay } from '../session/session.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import type { Tone } from '../theme/tone.ts';
import { MakeToken } from './make-token.tsx';
import classes from './tokens-panel.module.css';
import { useRefreshDirectories } from './use-directory.ts';

const toneOfToken: Readonly<Record<DirectoryToken['state'], Tone>> = {
  valid: 'ok',
  expiring: 'attention',
  expired: 'off',
  revoked: 'off',
};

/** The tokens of a SCIM directory: which are valid, which was used last, and how to change from one to another. */
export function TokensPanel({ directory }: { directory: DirectoryDetail }): ReactNode {
  const { tokens: words } = strings.directories;
  const mayWrite = useMay('write');
  const [showsAll, setShowsAll] = useState(false);
  const [revoking, setRevoking] = useState<DirectoryToken | null>(null);
  const valid = directory.tokens.filter(isValid);
  const over = directory.tokens.filter((token) => !isValid(token));
  const latest = latestUsed(valid);
  const isOver = directory.state === 'disconnected';
  const shown = showsAll ? [...valid, ...over] : valid;
  return (
    <Panel
      title={words.title}
      actions={
        mayWrite && !isOver && <MakeToken directory={directory} provider={directoryCalled(directory)} />
      }
    >
      <Text c="dimmed">{words.lead}</Text>
      {directory.tokens_say !== null && <Text>{directory.tokens_say}</Text>}
      {shown.length > 0 && (
        <ul className={classes.tokens} aria-label={words.table}>
          {shown.map((token) => (
            <li key={token.id} className={classes.token}>
              <Group gap="xs">
                {isOver && isValid(token) ? (
                  <StatusBadge tone="off">{words.over}</StatusBadge>
                ) : (
                  <StatusBadge tone={toneOfToken[token.state]}>{words.states[token.state]}</StatusBadge>
                )}
                {token.id === latest?.id && <StatusBadge tone="info">{words.latest}</StatusBadge>}
              </Group>
              <dl className={classes.facts}>
                <div>
                  <dt>{words.made}</dt>
                  <dd>
                    <When at={token.created_at} />
                  </dd>
                </div>
                <div>
                  <dt>{words.used}</dt>
                  <dd>{token.last_used_at === null ? words.neverUsed : <When at={token.last_used_at} />}</dd>
                </div>
                <div>
                  <dt>{words.ends}</dt>
                  <dd>{token.expires_at === null ? words.noEnd : <When at={token.expires_at} />}</dd>
                </div>
              </dl>
              {mayWrite && isValid(token) && !isOver && (
                <RevokeButton
                  token={token}
                  onClick={() => {
                    setRevoking(token);
                  }}
                />
              )}
            </li>
          ))}
        </ul>
      )}
      {over.length > 0 && (
        <Group>
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={() => {
              setShowsAll(!showsAll);
            }}
          >
            {showsAll ? words.fewer : words.older(over.length)}
          </Button>
        </Group>
      )}
      <RevokeDialog
        directory={directory}
        token={revoking}
        isLast={valid.length <= 1}
        isInUse={revoking !== null && revoking.id === latest?.id}
        onClose={() => {
          setRevoking(null);
        }}
      />
    </Panel>
  );
}

function RevokeButton({ token, onClick }: { token: DirectoryToken; onClick: () => void }): ReactNode {
  const { tokens: words } = strings.directories;
  const now = useNow();
  const made = relativeTime(new Date(token.created_at), now, strings.locale);
  return (
    <Button size="xs" variant="default" aria-label={words.revokeOf(made)} onClick={onClick}>
      {words.revoke}
    </Button>
  );
}

interface RevokeDialogProps {
  directory: DirectoryDetail;
  /** Null: none is asked about. */
  token: DirectoryToken | null;
  isLast: boolean;
  isInUse: boolean;
  onClose: () => void;
}

function RevokeDialog({ directory, token, isLast, isInUse, onClose }: RevokeDialogProps): ReactNode {
  const { tokens: words } = strings.directories;
  const { slug } = useTenant();
  const refresh = useRefreshDirectories();
  return (
    <ConfirmDialog
      opened={token !== null}
      onClose={onClose}
      title={words.revokeAsk.title}
      happens={[
        ...(isInUse ? [words.revokeAsk.inUse] : []),
        ...(isLast ? [words.revokeAsk.last] : []),
        words.revokeAsk.happens,
      ]}
      action={words.revoke}
      severe
      onConfirm={async () => {
        if (token === null) return;
        await ask(null, 'DELETE', ['tenants', slug, 'directories', directory.id, 'tokens', token.id]);
        await refresh();
        toastDone(words.revoked);
      }}
    />
  );
}

function isValid({ state }: DirectoryToken): boolean {
  return state === 'valid' || state === 'expiring';
}

/** The valid token that opened the directory last; null: none has. */
function latestUsed(tokens: readonly DirectoryToken[]): DirectoryToken | null {
  return tokens.reduce<DirectoryToken | null>((latest, token) => {
    if (token.last_used_at === null) return latest;
    return latest?.last_used_at != null && latest.last_used_at >= token.last_used_at ? latest : token;
  }, null);
}
