import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { RouterProvider } from 'react-router/dom';
import type { CurrentSession } from '../generated/api.ts';
import { isAnotherSession } from './api/api-problem.ts';
import { createQueryClient } from './api/query-client.ts';
import { Clock } from './parts/clock.tsx';
import { createRouter } from './routes/router.tsx';
import { shownHalf } from './session/half.ts';
import { SessionNeeded } from './session/session-needed.tsx';
import { theme } from './theme/theme.ts';

/** The web application: the colours, the clock, what it asks the service through, and its pages. */
export function App({ nonce }: { nonce: string | undefined }): ReactNode {
  const [ended, setEnded] = useState<'over' | 'another' | null>(null);
  const [queries] = useState(() =>
    createQueryClient((error) => {
      setEnded(isAnotherSession(error) ? 'another' : 'over');
    }),
  );
  const [router] = useState(createRouter);
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
