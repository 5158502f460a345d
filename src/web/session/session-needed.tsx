import { Anchor, Button } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';
import { BarePage } from '../parts/bare-page.tsx';
import type { Half } from './half.ts';
import { strings } from '../strings/strings.ts';

interface SessionNeededProps {
  half: Half;
  /** Whether there was a session before. */
  ended: boolean;
  /** Where the portal leads back to, if it is known. */
  returnUrl?: string | null;
}

/** Instead of a page, for who is not signed in, or not any more. */
export function SessionNeeded({ half, ended, returnUrl = null }: SessionNeededProps): ReactNode {
  const { shell } = strings;
  const signIn = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    signIn.current?.focus();
  }, []);
  const title = ended ? shell.ended.title : half === 'portal' ? shell.needed.portalTitle : shell.needed.title;
  return (
    <BarePage title={title} text={ended ? shell.ended[half] : shell.needed[half]}>
      {half === 'console' && (
        <Button ref={signIn} component="a" href={signInAddress()}>
          {shell.ended.signIn}
        </Button>
      )}
      {half === 'portal' && returnUrl !== null && (
        <Anchor href={returnUrl} target="_top">
          {shell.back}
        </Anchor>
      )}
    </BarePage>
  );
}

/** Back to where the reader was. */
function signInAddress(): string {
  const { pathname, search } = window.location;
  return `/admin/sign-in?${new URLSearchParams({ return_to: `${pathname}${search}` }).toString()}`;
}
