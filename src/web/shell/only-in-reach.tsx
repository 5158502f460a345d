import { Outlet } from 'react-router';
import type { ReactNode } from 'react';
import type { PortalPage } from '../../generated/api.ts';
import { Empty } from '../parts/empty.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { useReaches } from '../session/use-reaches.ts';
import { strings } from '../strings/strings.ts';
import { IconLink } from '../theme/icons.ts';

/** A page of the portal, where the link opens it; else, what to do. Its address may be known from somewhere. */
export function OnlyInReach({ part, label }: { part: PortalPage; label: string }): ReactNode {
  const { notOpened } = strings.shell;
  if (useReaches(part)) return <Outlet />;
  return (
    <PageFrame title={label}>
      <Empty icon={<IconLink />} title={notOpened.title} text={notOpened.text} />
    </PageFrame>
  );
}
