import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { DirectoryDetail } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { useNow } from '../parts/clock.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { IconExternalLink } from '../theme/icons.ts';
import { useInHand, useTakeInHand } from './in-hand.ts';

interface AdminPortalLinkButtonProps {
  directory: DirectoryDetail;
  /** It is what the page is for. */
  isMain?: boolean;
}

/** The way to the pages of WorkOS on which an identity provider is connected or renewed. A link opens for five minutes. */
export function AdminPortalLinkButton({ directory, isMain = false }: AdminPortalLinkButtonProps): ReactNode {
  const { adminPortal } = strings.directories;
  const { slug } = useTenant();
  const now = useNow();
  const { link } = useInHand(directory.id);
  const takeInHand = useTakeInHand();
  const getting = useMutation({
    mutationFn: () =>
      ask('WorkosConnection', 'POST', ['tenants', slug, 'directories', directory.id, 'portal-link'], {
        body: {},
      }),
    onSuccess: ({ portal_link: url, portal_link_expires_at: expiresAt }) => {
      takeInHand(directory.id, { link: { url, expiresAt } });
    },
  });
  const isOpen = link !== null && new Date(link.expiresAt) > now;
  return (
    <Stack gap="xs">
      <Group>
        {isOpen && (
          <Button
            component="a"
            href={link.url}
            target="_blank"
            rel="noopener noreferrer"
            rightSection={<IconExternalLink size={16} />}
          >
            {adminPortal.open}
          </Button>
        )}
        <Button
          variant={isOpen || !isMain ? 'default' : 'filled'}
          loading={getting.isPending}
          onClick={() => {
            getting.mutate();
          }}
        >
          {link === null ? adminPortal.get : adminPortal.again}
        </Button>
      </Group>
      <Text size="sm" c="dimmed">
        {link !== null && !isOpen ? adminPortal.late : adminPortal.hint}
      </Text>
      {getting.error !== null && <ProblemNote error={getting.error} title={strings.problems.actionTitle} />}
    </Stack>
  );
}
