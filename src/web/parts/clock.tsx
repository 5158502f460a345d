import { createContext, use, useEffect, useState, type ReactNode } from 'react';

/** How often "3 minutes ago" is worked out again, in milliseconds. */
const TICK_MS = 20_000;

const NowContext = createContext<Date>(new Date(0));

/** One clock for all times that are on a page. */
export function Clock({ children }: { children: ReactNode }): ReactNode {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(new Date());
    }, TICK_MS);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return <NowContext value={now}>{children}</NowContext>;
}

export function useNow(): Date {
  return use(NowContext);
}
