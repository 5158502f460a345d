import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { DirectoryDetail } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
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
  const [isAsking, setIsAsking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const takeInHand = useTakeInHand();
  const refresh = useRefreshDirectories();
  const valid = directory.tokens.filter(({ state }) => state === 'valid' || state === 'expiring').length;
  const replace = valid >= MOST_VALID;
  const make = async (): Promise<void> => {
    const made = await ask(
      'DirectoryTokenOnce',
      'POST',
      ['tenants', slug, 'directories', directory.id, 'tokens'],
      { body: { replace } },
    );
    takeInHand(directory.id, { token: { id: made.id, secret: made.token } });
    setSecret(made.token);
    void refresh();
  };
  const { makeAsk } = words;
  return (
    <>
      <Button
        variant="default"
        onClick={() => {
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
        happens={replace ? makeAsk.replace : valid === 0 ? makeAsk.first : makeAsk.room}
        action={words.make}
        severe={replace}
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
