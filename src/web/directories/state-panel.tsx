import { Button, Group, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import type { DirectoryDetail } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { directoryCalled } from '../parts/directory-called.ts';
import { Panel } from '../parts/panel.tsx';
import { toastDone } from '../parts/toasts.ts';
import { useMay } from '../session/session.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { addressOfDirectory } from './directory-words.ts';
import { useRefreshDirectories } from './use-directory.ts';

/** What is applied of a directory just now, and the step that leads on from there. */
export function StatePanel({ directory }: { directory: DirectoryDetail }): ReactNode {
  const { state: words } = strings.directories;
  const { base } = useTenant();
  const mayWrite = useMay('write');
  const { id, state } = directory;
  return (
    <Panel title={words.title}>
      <Text>{words[state]}</Text>
      <Group>
        {state === 'setting_up' && (
          <Button component={Link} to={addressOfDirectory(base, id, 'setup')}>
            {strings.directories.goOn}
          </Button>
        )}
        {state === 'testing' && (
          <Button component={Link} to={addressOfDirectory(base, id, 'activate')}>
            {words.report}
          </Button>
        )}
        {state === 'paused' && (
          <Button component={Link} to={addressOfDirectory(base, id, 'resume')}>
            {words.resumed}
          </Button>
        )}
        {state === 'active' && mayWrite && <Pause directory={directory} />}
      </Group>
    </Panel>
  );
}

function Pause({ directory }: { directory: DirectoryDetail }): ReactNode {
  const { state: words, pause } = strings.directories;
  const { slug } = useTenant();
  const refresh = useRefreshDirectories();
  const [isAsking, setIsAsking] = useState(false);
  return (
    <>
      <Button
        variant="default"
        onClick={() => {
          setIsAsking(true);
        }}
      >
        {words.pause}
      </Button>
      <ConfirmDialog
        opened={isAsking}
        onClose={() => {
          setIsAsking(false);
        }}
        title={pause.title(directoryCalled(directory))}
        happens={pause.happens(directory.people)}
        action={words.pause}
        onConfirm={async () => {
          await ask('DirectoryDetail', 'POST', ['tenants', slug, 'directories', directory.id, 'pause']);
          await refresh();
          toastDone(pause.done, pause.doneText);
        }}
      />
    </>
  );
}
