import { Button, Group, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Link, useNavigate } from 'react-router';
import type { DirectoryDetail } from '../../generated/api.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { directoryCalled } from '../parts/directory-called.ts';
import { PageFrame } from '../parts/page-frame.tsx';
import { Panel } from '../parts/panel.tsx';
import { toastDone } from '../parts/toasts.ts';
import { useMay } from '../session/session.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { ChoiceCards } from './choice-cards.tsx';
import { addressOfDirectory } from './directory-words.ts';
import { Performing } from './performing.tsx';
import { PlanReport } from './plan-report.tsx';
import { usePlan } from './use-plan.ts';
import { WithDirectory } from './with-directory.tsx';

type People = 'keep' | 'deactivate';
const ends: readonly People[] = ['keep', 'deactivate'];

/** Letting a directory go for good: what becomes of its people, what that does, and the name of the directory to be sure. */
export function DisconnectPage(): ReactNode {
  return <WithDirectory>{(directory) => <Disconnect directory={directory} />}</WithDirectory>;
}

function Disconnect({ directory }: { directory: DirectoryDetail }): ReactNode {
  const { directories, directoryPlan } = strings;
  const words = directoryPlan.disconnect;
  const { base } = useTenant();
  const mayWrite = useMay('write');
  const navigate = useNavigate();
  const [people, setPeople] = useState<People>('keep');
  const [isAsking, setIsAsking] = useState(false);
  const [typed, setTyped] = useState('');
  const shown = usePlan(directory.id, { step: 'disconnect', people });
  const name = directoryCalled(directory);
  const wanted = typeable(name) || words.word;
  const home = addressOfDirectory(base, directory.id);
  return (
    <PageFrame
      title={words.title(name)}
      lead={words.lead}
      crumbs={[
        { label: directories.title, to: `${base}/directories` },
        { label: name, to: home },
      ]}
    >
      <Panel title={words.people}>
        <ChoiceCards label={words.people} value={people} onChange={setPeople} choices={ends} words={words} />
      </Panel>
      <PlanReport shown={shown} />
      <Group>
        {mayWrite && (
          <Button
            color="clay"
            disabled={shown.plan === null || shown.isWorking || shown.error !== null}
            onClick={() => {
              setTyped('');
              setIsAsking(true);
            }}
          >
            {words.action}
          </Button>
        )}
        <Button component={Link} to={home} variant="default">
          {directoryPlan.back}
        </Button>
      </Group>
      <ConfirmDialog
        opened={isAsking}
        onClose={() => {
          setIsAsking(false);
        }}
        title={words.ask(name)}
        happens={
          people === 'deactivate'
            ? words.happens.deactivate(shown.plan?.report.lose_access ?? 0, shown.plan?.report.held ?? 0)
            : words.happens.keep(shown.plan?.people.changed ?? 0)
        }
        action={words.action}
        severe
        ready={typeable(typed) === wanted}
        onConfirm={async () => {
          const { changed = 0, held = 0 } = shown.plan?.people ?? {};
          if (!(await shown.perform())) return;
          toastDone(words.done(name), directoryPlan.doneText(changed, held));
          void navigate(home);
        }}
      >
        <TextInput
          label={words.type(wanted)}
          description={words.typeHint}
          value={typed}
          autoComplete="off"
          onChange={({ currentTarget: { value } }) => {
            setTyped(value);
          }}
        />
        <Performing shown={shown} />
      </ConfirmDialog>
    </PageFrame>
  );
}

/** A name as far as a keyboard has it: a name from outside may hold what cannot be seen or typed. */
function typeable(name: string): string {
  return name
    .normalize('NFC')
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '')
    .replaceAll(/\s+/gu, ' ')
    .trim();
}
