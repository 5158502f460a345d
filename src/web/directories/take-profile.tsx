import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { DirectoryDetail } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { toastDone, toastProblem } from '../parts/toasts.ts';
import { useMay } from '../session/session.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { useRefreshDirectories } from './use-directory.ts';

/** Changes to the dialect that fits the requests better; nothing where none does. */
export function TakeProfile({ directory }: { directory: DirectoryDetail }): ReactNode {
  const { profile: words } = strings.directorySetup;
  const { slug } = useTenant();
  const mayWrite = useMay('write');
  const refresh = useRefreshDirectories();
  const suggested = directory.dialect?.suggested_profile ?? null;
  const taking = useMutation({
    mutationFn: (profile: string) =>
      ask('DirectoryDetail', 'PUT', ['tenants', slug, 'directories', directory.id, 'profile'], {
        body: { profile },
      }),
    onSuccess: async () => {
      toastDone(words.done, words.again);
      await refresh();
    },
    onError: toastProblem,
  });
  if (suggested === null || !mayWrite) return null;
  return (
    <Button
      size="xs"
      variant="default"
      mt="xs"
      loading={taking.isPending}
      onClick={() => {
        taking.mutate(suggested.profile);
      }}
    >
      {words.use(strings.directories.idps[suggested.profile] ?? suggested.profile)}
    </Button>
  );
}
