import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { RouterProvider } from 'react-router/dom';
import type { CurrentSession } from '../generated/api.ts';
import { isAnotherSession } from './api/api-problem.ts';
import { createQueryClient } from './api/query-client.ts';
import { Clock } from './parts/clock.tsx';
import { createRouter } from './routes/router.tsx';
import { forgetDrafts } from './session/drafts-in-tab.ts';
import { shownHalf } from './session/half.ts';
import { SessionNeeded, type SessionEnd } from './session/session-needed.tsx';
import { hearSignedOut } from './session/signed-out.ts';
import { theme } from './theme/theme.ts';

/** The web application: the colours, the clock, what it asks the service through, and its pages. */
export function App({ nonce }: { nonce: string | undefined }): ReactNode {
  const [ended, setEnded] = useState<SessionEnd | null>(null);
  const [queries] = useState(() =>
    createQueryClient((error) => {
      const end = isAnotherSession(error) ? 'another' : 'over';
      setEnded((before) => (before === 'left' ? before : end));
    }),
  );
  const [router] = useState(createRouter);
  useEffect(
    () =>
      hearSignedOut((half) => {
        forgetDrafts(half);
        // The page goes as well: what is still written on it would be kept anew.
        if (half === shownHalf()) setEnded('left');
      }),
    [],
  );
  const session = queries.getQueryData<CurrentSession>(['session']);
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      {...(nonce === undefined ? {} : { getStyleNonce: () => nonce })}
    >
      <QueryClientProvider client={queries}>
        <Clock>
          <Notifications position="bottom-right" limit={4} />
          {ended !== null && session !== undefined ? (
            <SessionNeeded half={shownHalf()} ended={ended} returnUrl={session.return_url} />
          ) : (
            <RouterProvider router={router} />
          )}
        </Clock>
      </QueryClientProvider>
    </MantineProvider>
  );
}
