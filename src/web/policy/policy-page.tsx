import { Button, Code, Group, Skeleton, Tabs, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useRef, useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import type { PolicyVersion } from '../../generated/api.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { ask } from '../api/ask.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { Empty } from '../parts/empty.tsx';
import { LeaveGuard } from '../parts/leave-guard.tsx';
import { LoadingPage } from '../parts/loading-page.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { ProblemPage } from '../parts/problem-page.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { toastDone } from '../parts/toasts.ts';
import { When } from '../parts/when.tsx';
import { useMay } from '../session/session.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { IconCircleDashed } from '../theme/icons.ts';
import type { EditorReach } from './code-editor.tsx';
import { FileProblemNote } from './file-problem-note.tsx';
import { FindingList } from './finding-list.tsx';
import { OvertakenNote } from './overtaken-note.tsx';
import { PlanPanel } from './plan-panel.tsx';
import { policyInForce } from './policy-in-force.ts';
import classes from './policy-page.module.css';
import { ProposalPanel } from './proposal-panel.tsx';
import { PutInForceDialog } from './put-in-force-dialog.tsx';
import { SettingsPanel } from './settings-panel.tsx';
import { TemplateDialog } from './template-dialog.tsx';
import { TestsPanel } from './tests-panel.tsx';
import { useKeptTests } from './use-kept-tests.ts';
import { useLatestAnswer } from './use-latest-answer.ts';
import { usePolicyDraft } from './use-policy-draft.ts';
import { WordsPanel } from './words-panel.tsx';

const PolicyEditor = lazy(async () => ({ default: (await import('./policy-editor.tsx')).PolicyEditor }));

/** For how long nothing may be typed before the text is checked, in milliseconds. */
const PAUSE_MS = 300;
/** Mending reads the text many times, so it waits longer. */
const LONG_PAUSE_MS = 1_000;

/** The policy of a tenant: written, looked at with its effect on real people, and put in force. */
export function PolicyPage(): ReactNode {
  const { slug } = useTenant();
  const words = strings.policy;
  const policy = useQuery(policyInForce(slug));
  if (policy.data !== undefined) return <Editing inForce={policy.data} />;
  if (policy.error instanceof ApiProblem && policy.error.status === 404) {
    return (
      <PageFrame title={words.title} lead={words.lead}>
        <Empty icon={<IconCircleDashed />} title={words.none.title} text={words.none.text}>
          <Group gap={4}>
            <Code>{words.none.command(slug)}</Code>
            <CopyButton value={words.none.command(slug)} of={words.none.commandName} />
          </Group>
        </Empty>
      </PageFrame>
    );
  }
  if (policy.error !== null) return <ProblemPage error={policy.error} retry={() => void policy.refetch()} />;
  return <LoadingPage />;
}

type Question = 'activate' | 'discard' | 'template' | null;

function Editing({ inForce }: { inForce: PolicyVersion }): ReactNode {
  const { slug, base } = useTenant();
  const words = strings.policy;
  const mayWrite = useMay('write');
  const [question, setQuestion] = useState<Question>(null);
  const editor = useRef<EditorReach>(null);
  const draft = usePolicyDraft(inForce);
  const [tests, keepTests] = useKeptTests();
  const { yaml } = draft;
  const path = ['tenants', slug, 'policy'];
  // The service refuses a text without a character; it is no policy either.
  const body = { yaml: yaml === '' ? ' ' : yaml };
  const checks = useLatestAnswer('PolicyCheck', [...path, 'checks'], body, PAUSE_MS);
  const findings = checks.answer?.diagnostics ?? null;
  const isChecked = findings !== null && !checks.isStale;
  const isBlocked = (findings ?? []).some(({ severity }) => severity === 'error');
  const mends = useLatestAnswer(
    'PolicyMends',
    [...path, 'mends'],
    isChecked && findings.length > 0 ? body : null,
    LONG_PAUSE_MS,
  );
  const close = (): void => {
    setQuestion(null);
  };
  const goTo = (line: number, column: number): void => {
    editor.current?.goTo(line, column);
  };
  return (
    <PageFrame
      title={words.title}
      lead={words.lead}
      actions={
        <>
          <Button variant="default" component={Link} to={`${base}/policy/versions`}>
            {words.actions.versions}
          </Button>
          <Button
            variant="default"
            onClick={() => {
              setQuestion('template');
            }}
          >
            {words.actions.template}
          </Button>
          <Button
            variant="default"
            disabled={!draft.isChanged}
            onClick={() => {
              setQuestion('discard');
            }}
          >
            {words.actions.discard}
          </Button>
          {mayWrite && (
            <Button
              disabled={!draft.isChanged || !isChecked || isBlocked || draft.isOvertaken}
              onClick={() => {
                setQuestion('activate');
              }}
            >
              {words.actions.activate}
            </Button>
          )}
        </>
      }
    >
      <Group gap="xs" role="status">
        <StatusBadge tone={draft.isChanged ? 'attention' : 'ok'}>
          {draft.isChanged ? words.standing.changed : words.standing.unchanged}
        </StatusBadge>
        <Text size="sm" c="dimmed">
          {words.standing.inForce(inForce.version)}, {words.standing.madeBy}{' '}
          <SafeText most={80}>{inForce.author}</SafeText>,{' '}
          <When at={inForce.activated_at ?? inForce.created_at} />.
          {draft.isRestored && ` ${words.standing.restored}`}
        </Text>
      </Group>
      {inForce.problem !== null && <FileProblemNote problem={inForce.problem} />}
      {draft.isOvertaken && (
        <OvertakenNote
          tenant={slug}
          inForce={inForce}
          over={draft.over}
          yaml={yaml}
          onKeep={() => {
            draft.putOver(inForce.version);
          }}
          onTake={() => {
            draft.startFrom(inForce);
          }}
        />
      )}
      <div className={classes.columns}>
        <div className={classes.column}>
          <Suspense fallback={<Skeleton height={480} aria-label={words.editor.late} />}>
            <PolicyEditor
              ref={editor}
              tenant={slug}
              value={yaml}
              onChange={draft.write}
              diagnostics={findings ?? []}
            >
              <FindingList
                findings={findings}
                isAsking={checks.isStale || checks.isAsking}
                error={checks.error}
                askAgain={checks.askAgain}
                goTo={goTo}
                mends={isChecked && !mends.isStale && findings.length > 0 ? mends.answer : null}
                onMend={({ yaml: mended, mended: done }) => {
                  draft.write(mended);
                  toastDone(words.findings.mended(done.length));
                }}
              />
            </PolicyEditor>
          </Suspense>
        </div>
        <div className={classes.side}>
          <Tabs defaultValue="effect" keepMounted={false}>
            <Tabs.List aria-label={words.tabs.label} mb="md">
              {(['effect', 'tests', 'words', 'settings', 'proposal'] as const).map((tab) => (
                <Tabs.Tab key={tab} value={tab}>
                  {words.tabs[tab]}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            <Tabs.Panel value="effect">
              <PlanPanel tenant={slug} yaml={yaml} isBlocked={isBlocked} isChecked={isChecked} />
            </Tabs.Panel>
            <Tabs.Panel value="tests">
              <TestsPanel
                tenant={slug}
                yaml={yaml}
                isBlocked={isBlocked || !isChecked}
                tests={tests}
                onChange={keepTests}
              />
            </Tabs.Panel>
            <Tabs.Panel value="words">
              <WordsPanel tenant={slug} yaml={yaml} isBlocked={isBlocked || !isChecked} goTo={goTo} />
            </Tabs.Panel>
            <Tabs.Panel value="settings">
              <SettingsPanel yaml={yaml} isBlocked={isBlocked} onWrite={draft.write} />
            </Tabs.Panel>
            <Tabs.Panel value="proposal">
              <ProposalPanel
                tenant={slug}
                yaml={yaml}
                canPropose={draft.isChanged && isChecked && !isBlocked}
                onOpen={draft.write}
              />
            </Tabs.Panel>
          </Tabs>
        </div>
      </div>
      <PutInForceDialog
        opened={question === 'activate'}
        tenant={slug}
        what={{ yaml }}
        over={draft.over}
        title={words.activate.title}
        action={words.actions.activate}
        perform={(plan) =>
          ask('PolicyPutInForce', 'POST', [...path, 'versions'], { body: { yaml, over: draft.over, plan } })
        }
        onClose={close}
        onDone={draft.startFrom}
      />
      <TemplateDialog
        tenant={slug}
        opened={question === 'template'}
        onClose={close}
        onDraft={(drafted) => {
          draft.write(drafted.yaml);
          keepTests(drafted.tests);
        }}
      />
      <ConfirmDialog
        opened={question === 'discard'}
        onClose={close}
        title={words.discard.title}
        happens={[words.discard.happens]}
        action={words.actions.discard}
        severe
        onConfirm={() => {
          draft.startFrom(inForce);
          return Promise.resolve();
        }}
      />
      <LeaveGuard
        when={draft.isChanged}
        within={`${base}/policy`}
        title={words.leave.title}
        happens={words.leave.happens}
        action={words.leave.action}
      />
    </PageFrame>
  );
}
