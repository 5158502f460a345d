import { useQuery } from '@tanstack/react-query';
import { createContext, use, type ReactNode } from 'react';
import type { CurrentSession, Scope } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { isSessionEnded } from '../api/api-problem.ts';
import { beginSession } from '../api/session-of-page.ts';
import { LoadingPage } from '../parts/loading-page.tsx';
import { ProblemPage } from '../parts/problem-page.tsx';
import { forgetDrafts } from './drafts-in-tab.ts';
import type { Half } from './half.ts';
import { SessionNeeded } from './session-needed.tsx';

const SessionContext = createContext<CurrentSession | null>(null);

/** Who is signed in. Only below `WithSession`. */
export function useSession(): CurrentSession {
  const session = use(SessionContext);
  if (session === null) throw new Error('There is no session around this component.');
  return session;
}

/** Whether who is signed in may do what needs this scope. The service asks again; this only spares a refusal. */
export function useMay(scope: Exclude<Scope, '*'>): boolean {
  const { scopes } = useSession();
  return scopes.includes('*') || scopes.includes(scope);
}

/**
 * Whether who is signed in may do what needs `write` and is open to support as well: holds, failed events, deliveries,
 * resyncs and portal links.
 */
export function useMaySupport(): boolean {
  const { role } = useSession();
  return useMay('write') || role === 'support';
}

/** Shows what is inside to who is signed in to this half of the application, and to others how to get there. */
export function WithSession({ half, children }: { half: Half; children: ReactNode }): ReactNode {
  const session = useQuery({
    queryKey: ['session'],
    queryFn: async ({ signal }) => {
      const current = await ask('CurrentSession', 'GET', ['session'], { signal });
      beginSession(current.id);
      forgetDrafts(half, current.person);
      return current;
    },
    staleTime: 60_000,
  });
  if (session.data !== undefined) {
    if (half === 'portal' && session.data.tenant === null) return <SessionNeeded half={half} />;
    if (half === 'console' && session.data.kind === 'portal') return <SessionNeeded half={half} />;
    return <SessionContext value={session.data}>{children}</SessionContext>;
  }
  if (session.error === null) return <LoadingPage />;
  if (isSessionEnded(session.error)) return <SessionNeeded half={half} />;
  return (
    <main>
      <ProblemPage error={session.error} retry={() => void session.refetch()} />
    </main>
  );
}
