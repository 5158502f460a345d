import { Anchor, Button } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';
import { BarePage } from '../parts/bare-page.tsx';
import type { Half } from './half.ts';
import { strings } from '../strings/strings.ts';

/** Why there is none any more: it is over, they left in another tab, or the browser has another one by now. */
export type SessionEnd = 'over' | 'left' | 'another';

interface SessionNeededProps {
  half: Half;
  /** Absent: there was none. */
  ended?: SessionEnd;
  /** Where the portal leads back to, if it is known. */
  returnUrl?: string | null;
}

/** Instead of a page, for who is not signed in, or not any more. */
export function SessionNeeded({ half, ended, returnUrl = null }: SessionNeededProps): ReactNode {
  const { shell } = strings;
  const next = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    next.current?.focus();
  }, []);
  const words = shell.signedOut[ended ?? 'needed'];
  return (
    <BarePage title={words[half].title} text={words[half].text}>
      {ended === 'another' ? (
        // A whole new page, which is of the session that the browser has now.
        <Button ref={next} component="a" href={half === 'portal' ? '/portal' : hereAgain()}>
          {shell.signedOut.goOn}
        </Button>
      ) : (
        half === 'console' && (
          <Button ref={next} component="a" href={signInAddress()}>
            {shell.signedOut.signIn}
          </Button>
        )
      )}
      {half === 'portal' && returnUrl !== null && (
        <Anchor href={returnUrl} target="_top">
          {shell.back}
        </Anchor>
      )}
    </BarePage>
  );
}

function hereAgain(): string {
  const { pathname, search } = window.location;
  return `${pathname}${search}`;
}

/** Back to where the reader was. */
function signInAddress(): string {
  return `/admin/sign-in?${new URLSearchParams({ return_to: hereAgain() }).toString()}`;
}
