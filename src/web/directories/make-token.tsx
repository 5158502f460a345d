import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { DirectoryDetail, DirectoryToken } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { useNow } from '../parts/clock.tsx';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { relativeTime } from '../parts/relative-time.ts';
import { SecretDialog } from '../parts/secret-dialog.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { useTakeInHand } from './in-hand.ts';
import { useRefreshDirectories } from './use-directory.ts';

/** So many tokens of a directory are valid at once, at most. */
const MOST_VALID = 2;

interface MakeTokenProps {
  directory: DirectoryDetail;
  /** As sentences call the identity provider. */
  provider: string;
}

/** Makes another token of a SCIM directory, and shows it this once. */
export function MakeToken({ directory, provider }: MakeTokenProps): ReactNode {
  const { tokens: words } = strings.directories;
  const { slug } = useTenant();
  const now = useNow();
  const [isAsking, setIsAsking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  // Chosen when it is asked about: what is said there is what is done, also where the list has changed since.
  const [goes, setGoes] = useState<DirectoryToken | null>(null);
  const takeInHand = useTakeInHand();
  const refresh = useRefreshDirectories();
  const valid = directory.tokens.filter(({ state }) => state === 'valid' || state === 'expiring');
  const make = async (): Promise<void> => {
    const made = await ask(
      'DirectoryTokenOnce',
      'POST',
      ['tenants', slug, 'directories', directory.id, 'tokens'],
      { body: goes === null ? {} : { replaces: goes.id } },
    ).catch(async (error: unknown) => {
      await refresh();
      throw error;
    });
    takeInHand(directory.id, { token: { id: made.id, secret: made.token } });
    setSecret(made.token);
    void refresh();
  };
  const { makeAsk } = words;
  const ago = (at: string): string => relativeTime(new Date(at), now, strings.locale);
  return (
    <>
      <Button
        variant="default"
        onClick={() => {
          setGoes(valid.length >= MOST_VALID ? usedLongestAgo(valid) : null);
          setIsAsking(true);
        }}
      >
        {words.make}
      </Button>
      <ConfirmDialog
        opened={isAsking}
        onClose={() => {
          setIsAsking(false);
        }}
        title={makeAsk.title}
        happens={
          goes !== null
            ? makeAsk.replace(
                ago(goes.created_at),
                goes.last_used_at === null ? null : ago(goes.last_used_at),
              )
            : valid.length === 0
              ? makeAsk.first
              : makeAsk.room
        }
        action={words.make}
        severe={goes !== null}
        onConfirm={make}
      />
      <SecretDialog
        secret={secret}
        onClose={() => {
          setSecret(null);
        }}
        title={words.shown.title}
        of={words.shown.of}
      >
        {words.shown.text(provider)}
      </SecretDialog>
    </>
  );
}

/** The one that can go without cutting off the identity provider. */
function usedLongestAgo(tokens: readonly DirectoryToken[]): DirectoryToken | null {
  return tokens.reduce<DirectoryToken | null>((least, token) => {
    const isLess = least === null || (token.last_used_at ?? '') < (least.last_used_at ?? '');
    return isLess ? token : least;
  }, null);
}
