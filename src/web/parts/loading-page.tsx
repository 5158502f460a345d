import { Skeleton, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { strings } from '../strings/strings.ts';
import { StillLoading } from './still-loading.tsx';
import classes from './loading-page.module.css';

/** The place of a page that is on its way: there is nothing on it yet that loading it anew could lose. */
export function LoadingPage(): ReactNode {
  return (
    <div className={classes.page}>
      <VisuallyHidden role="status">{strings.common.loading}</VisuallyHidden>
      <Skeleton height={26} width="min(14rem, 60%)" />
      <Skeleton height={14} width="min(28rem, 85%)" mt="sm" />
      <Skeleton height={220} mt="lg" radius="lg" />
      <StillLoading retry={reload} />
    </div>
  );
}

function reload(): void {
  window.location.reload();
}
