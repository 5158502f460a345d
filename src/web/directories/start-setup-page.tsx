import { Button, Group, List, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import type { DirectoryGuide } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { LoadingPage } from '../parts/loading-page.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { Panel } from '../parts/panel.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { toastDone } from '../parts/toasts.ts';
import { useOneAction } from '../parts/use-one-action.ts';
import { useMay } from '../session/session.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { ChoiceCards } from './choice-cards.tsx';
import { addressOfDirectory } from './directory-words.ts';
import { useTakeInHand } from './in-hand.ts';
import { useRefreshDirectories } from './use-directory.ts';
import { DirectoryProblem } from './with-directory.tsx';

const LONGEST_NAME = 100;

type Way = 'scim' | 'workos';
type Mode = 'testing' | 'active';
const modes: readonly Mode[] = ['testing', 'active'];

/** What is needed for one identity provider, how it is to be connected, and the directory that is made for it. */
export function StartSetupPage(): ReactNode {
  const { idp = '' } = useParams();
  const guide = useQuery({
    queryKey: ['directory-guides', idp],
    queryFn: ({ signal }) => ask('DirectoryGuide', 'GET', ['directory-guides', idp], { signal }),
    staleTime: Infinity,
  });
  if (guide.error !== null && guide.data === undefined)
    return <DirectoryProblem error={guide.error} retry={() => void guide.refetch()} />;
  if (guide.data === undefined) return <LoadingPage />;
  return <StartSetup key={idp} guide={guide.data} />;
}

function StartSetup({ guide }: { guide: DirectoryGuide }): ReactNode {
  const { directories, directorySetup } = strings;
  const { start } = directorySetup;
  const { base } = useTenant();
  const mayWrite = useMay('write');
  const ways = guide.offered.filter((way) => way !== 'import');
  const name = directories.idps[guide.idp] ?? guide.name;
  return (
    <PageFrame
      title={guide.idp === 'generic' ? start.titleOfOther : start.title(name)}
      lead={guide.about}
      crumbs={[
        { label: directories.title, to: `${base}/directories` },
        { label: directorySetup.choose.list, to: `${base}/directories/new` },
      ]}
    >
      {ways.length > 0 && (
        <Panel title={start.before}>
          <List spacing={4}>
            {guide.before.map((needed) => (
              <List.Item key={needed}>{needed}</List.Item>
            ))}
          </List>
        </Panel>
      )}
      {!mayWrite ? (
        <Text c="dimmed">{start.noWrite}</Text>
      ) : ways.length === 0 ? (
        <Panel title={start.notHere.title}>
          <Text>{start.notHere.text(name)}</Text>
          <Group>
            <Button component={Link} to={`${base}/directories/new`} variant="default">
              {start.other}
            </Button>
          </Group>
        </Panel>
      ) : (
        <StartForm guide={guide} ways={ways} name={name} />
      )}
    </PageFrame>
  );
}

function StartForm({
  guide,
  ways,
  name,
}: {
  guide: DirectoryGuide;
  ways: readonly Way[];
  name: string;
}): ReactNode {
  const { start } = strings.directorySetup;
  const { slug, base } = useTenant();
  const navigate = useNavigate();
  const takeInHand = useTakeInHand();
  const refresh = useRefreshDirectories();
  const [way, setWay] = useState<Way>(ways[0] ?? 'scim');
  const [mode, setMode] = useState<Mode>('testing');
  const isGeneric = guide.idp === 'generic';
  const [called, setCalled] = useState(isGeneric ? '' : name);
  const tooLong = called.length > LONGEST_NAME;
  const goOn = async (id: string): Promise<void> => {
    void refresh();
    await navigate(addressOfDirectory(base, id, 'setup/1'));
  };
  const making = useOneAction(
    true,
    async () => {
      const wanted = {
        // Of what has no guide of its own the name says what sentences call it.
        ...(isGeneric ? (called.trim() === '' ? {} : { idp: called.trim() }) : { idp: guide.idp }),
        ...(called.trim() === '' ? {} : { name: called.trim() }),
        state: mode,
      };
      if (way === 'workos') {
        // Never the one that is connected already: a new one, or one that still waits to be connected.
        const body = { ...wanted, another: true };
        const made = await ask('WorkosConnection', 'POST', ['tenants', slug, 'workos-connections'], { body });
        takeInHand(made.directory_id, {
          link: { url: made.portal_link, expiresAt: made.portal_link_expires_at },
        });
        if (!made.is_new) toastDone(start.waited.title, start.waited.text(name));
        await goOn(made.directory_id);
        return;
      }
      const body = { ...wanted, source: 'scim', profile: guide.profile ?? 'generic' };
      const made = await ask('DirectoryOnce', 'POST', ['tenants', slug, 'directories'], { body });
      const [first] = made.tokens;
      if (made.token !== null && first !== undefined)
        takeInHand(made.id, { token: { id: first.id, secret: made.token } });
      await goOn(made.id);
    },
    () => {
      // Another one is made on another visit of this page.
    },
  );
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!tooLong) making.act();
      }}
    >
      <Stack>
        {ways.length > 1 && (
          <Panel title={start.way}>
            <ChoiceCards label={start.way} value={way} onChange={setWay} choices={ways} words={start.ways} />
          </Panel>
        )}
        <Panel title={start.mode}>
          <ChoiceCards
            label={start.mode}
            value={mode}
            onChange={setMode}
            choices={modes}
            words={start.modes}
          />
          <TextInput
            label={start.name}
            description={start.nameHint}
            placeholder={isGeneric ? start.namePlaceholder : ''}
            value={called}
            maw="28rem"
            error={tooLong ? start.tooLong : null}
            autoComplete="off"
            onChange={({ currentTarget: { value } }) => {
              setCalled(value);
            }}
          />
        </Panel>
        {making.error !== null && <ProblemNote error={making.error} title={strings.problems.actionTitle} />}
        <Group>
          <Button type="submit" loading={making.isPending}>
            {start.make}
          </Button>
          <Text size="sm" c="dimmed">
            {way === 'workos' ? start.makeWorkosHint : start.makeHint}
          </Text>
        </Group>
      </Stack>
    </form>
  );
}
