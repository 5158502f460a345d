import type { PortalPage } from '../../generated/api.ts';
import { useSession } from './session.tsx';

/** Whether who is signed in is let into a part of the portal: a link may open only some. In the console, all of them. */
export function useReaches(part: PortalPage): boolean {
  const { pages } = useSession();
  return pages?.includes(part) ?? true;
}
