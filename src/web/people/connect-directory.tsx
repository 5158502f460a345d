import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useMay } from '../session/session.tsx';
import { useTenant } from '../session/tenant.tsx';
import { useReaches } from '../session/use-reaches.ts';
import { strings } from '../strings/strings.ts';

/** The way on from a page that is empty as long as no directory is connected, for whoever may connect one. */
export function ConnectDirectory(): ReactNode {
  const { base } = useTenant();
  const reaches = useReaches('directory_sync');
  const mayWrite = useMay('write');
  if (!reaches || !mayWrite) return null;
  return (
    <Button component={Link} to={`${base}/directories`}>
      {strings.health.empty.connect}
    </Button>
  );
}
