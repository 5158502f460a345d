import type { ReactNode } from 'react';
import { Navigate } from 'react-router';
import { useTenant } from '../session/tenant.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { usePagesInReach } from './use-pages-in-reach.ts';

/** The address of a tenant leads to the first of its pages that the reader is let into. */
export function FirstPage(): ReactNode {
  const { base } = useTenant();
  const [first] = usePagesInReach();
  return first === undefined ? <NotFoundPage /> : <Navigate to={`${base}/${first.path}`} replace />;
}
