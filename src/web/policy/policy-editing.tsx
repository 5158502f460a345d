import { Button, Group, Skeleton, Text } from '@mantine/core';
import { lazy, Suspense, useRef, useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import type { PolicyVersion } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { LeaveGuard } from '../parts/leave-guard.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { Sentence } from '../parts/sentence.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { toastDone } from '../parts/toasts.ts';
import { When } from '../parts/when.tsx';
import { useMay } from '../session/session.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import type { EditorReach } from './code-editor.tsx';
import { FileProblemNote } from './file-problem-note.tsx';
import { FindingList } from './finding-list.tsx';
import { OvertakenNote } from './overtaken-note.tsx';
import classes from './policy-page.module.css';
import { PolicyTabs } from './policy-tabs.tsx';
import { PutInForceDialog } from './put-in-force-dialog.tsx';
import { ReplaceDialog } from './replace-dialog.tsx';
import { TemplateDialog } from './template-dialog.tsx';
import { useFindings } from './use-findings.ts';
import { useKeptTests } from './use-kept-tests.ts';
import { usePolicyDraft } from './use-policy-draft.ts';
import { useReplacement } from './use-replacement.ts';

const PolicyEditor = lazy(async () => ({ default: (await import('./policy-editor.tsx')).PolicyEditor }));

type Question = 'activate' | 'discard' | 'template' | null;

/** The text that somebody is writing, with everything that is said about it and done with it. */
export function PolicyEditing({ inForce }: { inForce: PolicyVersion }): ReactNode {
  const { slug, base } = useTenant();
  const words = strings.policy;
  const mayWrite = useMay('write');
  const [question, setQuestion] = useState<Question>(null);
  const editor = useRef<EditorReach>(null);
  const draft = usePolicyDraft(inForce);
  const [tests, keepTests] = useKeptTests();
  const { yaml } = draft;
  const checked = useFindings(slug, yaml);
  const replacement = useReplacement(draft, { tests, keepTests });
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
              disabled={!draft.isChanged || !checked.isChecked || checked.isBlocked || draft.isOvertaken}
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
          <Sentence
            of={words.standing.inForce(inForce.version)}
            with={{
              author: <SafeText most={80}>{inForce.author}</SafeText>,
              when: <When at={inForce.activated_at ?? inForce.created_at} />,
            }}
          />
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
              diagnostics={checked.findings ?? []}
            >
              <FindingList
                {...checked}
                goTo={goTo}
                onMend={({ yaml: mended, mended: done }) => {
                  draft.write(mended);
                  toastDone(words.findings.mended(done.length));
                }}
              />
            </PolicyEditor>
          </Suspense>
        </div>
        <PolicyTabs
          tenant={slug}
          draft={draft}
          checked={checked}
          tests={tests}
          onTests={keepTests}
          goTo={goTo}
          onOffer={(offered) => {
            replacement.offer({ yaml: offered, tests: null });
          }}
        />
      </div>
      <PutInForceDialog
        opened={question === 'activate'}
        tenant={slug}
        what={{ yaml }}
        over={draft.over}
        title={words.activate.title}
        action={words.actions.activate}
        perform={(plan) =>
          ask('PolicyPutInForce', 'POST', ['tenants', slug, 'policy', 'versions'], {
            body: { yaml, over: draft.over, plan },
          })
        }
        onClose={close}
        onDone={draft.goOnFrom}
      />
      <TemplateDialog
        tenant={slug}
        opened={question === 'template'}
        onClose={close}
        onDraft={replacement.offer}
      />
      <ReplaceDialog {...replacement.dialog} action={words.replace.action} />
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
