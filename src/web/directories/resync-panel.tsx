import { Button, Group, List, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { DirectoryDetail, Resync } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { knownProvider } from '../parts/identity-provider.ts';
import { Panel } from '../parts/panel.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { toastProblem } from '../parts/toasts.ts';
import { When } from '../parts/when.tsx';
import { WorkProgress } from '../parts/work-progress.tsx';
import { useMay } from '../session/session.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { useRefreshDirectories } from './use-directory.ts';

/** Reading a directory anew: how it is begun, how far it is and what it came to; or what does it at the identity provider. */
export function ResyncPanel({ directory }: { directory: DirectoryDetail }): ReactNode {
  const { resync: words } = strings.directories;
  return (
    <Panel title={words.title}>
      <Text c="dimmed">{words.lead}</Text>
      {directory.source === 'workos' ? (
        <FromWorkos directory={directory} />
      ) : directory.source === 'scim' ? (
        <Stack gap={4}>
          <Text>{words.scim[knownProvider(directory) ?? 'generic'] ?? words.scim['generic']}</Text>
          <Text size="sm" c="dimmed">
            {words.scimLead}
          </Text>
        </Stack>
      ) : (
        <Text>{words.import}</Text>
      )}
    </Panel>
  );
}

function FromWorkos({ directory }: { directory: DirectoryDetail }): ReactNode {
  const { resync: words } = strings.directories;
  const { slug } = useTenant();
  const mayWrite = useMay('write');
  const refresh = useRefreshDirectories();
  const [isAsking, setIsAsking] = useState(false);
  const last = directory.last_resync;
  const isOpen = last !== null && last.finished_at === null;
  return (
    <>
      {isOpen ? (
        <Going resync={last} directory={directory} />
      ) : last === null ? (
        <Text>{words.never}</Text>
      ) : (
        <Ended resync={last} />
      )}
      {mayWrite && !isOpen && directory.workos_id !== null && (
        <Group>
          <Button
            variant="default"
            onClick={() => {
              setIsAsking(true);
            }}
          >
            {words.start}
          </Button>
        </Group>
      )}
      <ConfirmDialog
        opened={isAsking}
        onClose={() => {
          setIsAsking(false);
        }}
        title={words.ask.title}
        happens={words.ask.happens(directory.people)}
        action={words.start}
        onConfirm={async () => {
          await ask('Resync', 'POST', ['tenants', slug, 'directories', directory.id, 'resyncs']);
          await refresh();
        }}
      />
    </>
  );
}

function Going({ resync, directory }: { resync: Resync; directory: DirectoryDetail }): ReactNode {
  const { resync: words } = strings.directories;
  const { slug } = useTenant();
  const mayWrite = useMay('write');
  const refresh = useRefreshDirectories();
  const cancelling = useMutation({
    mutationFn: () =>
      ask('Resync', 'POST', ['tenants', slug, 'directories', directory.id, 'resyncs', resync.id, 'cancel']),
    onSuccess: refresh,
    onError: toastProblem,
  });
  const readsMembers = resync.phase === 'members';
  return (
    <Stack gap="xs">
      <WorkProgress
        label={words.phases[resync.phase]}
        done={readsMembers ? resync.groups_done : resync.people + resync.groups}
        total={readsMembers ? resync.groups : null}
        onCancel={
          mayWrite && !cancelling.isPending
            ? () => {
                cancelling.mutate();
              }
            : undefined
        }
      />
      <Text size="sm">
        {words.counts(resync.people, resync.groups)}
        {resync.seconds_left !== null && `, ${words.left(resync.seconds_left)}`}
      </Text>
      <Text size="sm" c="dimmed">
        <SafeText most={400}>{resync.says}</SafeText>
      </Text>
    </Stack>
  );
}

function Ended({ resync }: { resync: Resync }): ReactNode {
  const { resync: words } = strings.directories;
  const tone = resync.phase === 'done' ? 'ok' : resync.phase === 'failed' ? 'problem' : 'off';
  const results = resync.result_says.length > 0 ? resync.result_says : [resync.fault ?? resync.says];
  return (
    <Stack gap={4}>
      <Group gap="xs">
        <Text fw={560}>{words.last}</Text>
        <When at={resync.finished_at} />
        <StatusBadge tone={tone}>{words.phases[resync.phase]}</StatusBadge>
      </Group>
      <List spacing={2}>
        {results.map((sentence) => (
          <List.Item key={sentence}>
            <SafeText most={400}>{sentence}</SafeText>
          </List.Item>
        ))}
      </List>
    </Stack>
  );
}
