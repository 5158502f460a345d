import { Button, Progress, Text, Title } from '@mantine/core';
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import type { GroupMappingOverview, GroupMappingPlan } from '../../generated/api.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { ask } from '../api/ask.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { StillLoading } from '../parts/still-loading.tsx';
import { toastDone } from '../parts/toasts.ts';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { CannotNote } from './cannot-note.tsx';
import { ConflictNote } from './conflict-note.tsx';
import { EffectDetails } from './effect-details.tsx';
import { EffectHeadline } from './effect-headline.tsx';
import { effectsInWords } from './effect-words.ts';
import classes from './mapping.module.css';
import { onceInWords, type DirectoryNames } from './once-words.ts';
import { SaveDialog } from './save-dialog.tsx';
import { countOf } from './unsaved.ts';
import { useMappingPlan } from './use-mapping-plan.ts';
import { useScrollRoom } from './use-scroll-room.ts';
import type { UsedUnsaved } from './use-unsaved.ts';

interface EffectPanelProps {
  overview: GroupMappingOverview;
  used: UsedUnsaved;
  directories: DirectoryNames;
  onSaved: () => Promise<void>;
}

/** What is not saved, what it would do to people, and the way to do it: at the foot of the page, always in sight. */
export function EffectPanel({ overview, used, directories, onSaved }: EffectPanelProps): ReactNode {
  const { effect, saving } = strings.mapping;
  const { unsaved, isLooking, lookAgain, forget } = used;
  const { slug } = useTenant();
  const id = useId();
  const bar = useRef<HTMLElement>(null);
  useScrollRoom(bar);
  const [showsWho, setShowsWho] = useState(false);
  const [showsAll, setShowsAll] = useState(false);
  const [asking, setAsking] = useState<'save' | 'discard' | null>(null);
  const planned = useMappingPlan(slug, unsaved, overview, showsAll);
  const { error } = planned;
  const plan = isLooking ? null : planned.plan;
  const close = (): void => {
    setAsking(null);
  };
  // A group is gone, or another version came into force: what the page shows is not what the plan is of.
  const isOutdated = isRefusal(error, 404) || (plan !== null && plan.over !== overview.version);
  const isNoticed = useRef(false);
  useEffect(() => {
    if (isOutdated && !isNoticed.current) {
      // What is asked about changes, and nothing else may be confirmed in its place.
      setAsking(null);
      void lookAgain(null);
    }
    isNoticed.current = isOutdated;
  }, [isOutdated, lookAgain]);

  const once = onceInWords(plan?.once_active ?? null, directories);
  const touches =
    plan !== null && (plan.plan.outcome !== 'nothing' || (plan.once_active?.people.changed ?? 0) > 0);
  const save = async (): Promise<void> => {
    if (plan === null) return;
    try {
      const body = { ...planned.edits, over: plan.over, plan: plan.plan.hash };
      const path = ['tenants', slug, 'group-mapping'];
      const { version } = await ask('PolicyPutInForce', 'POST', path, { body });
      toastDone(saving.done, savedInWords(version.version, plan, once));
      await onSaved();
    } catch (fault) {
      if (!isRefusal(fault, 409) && !isRefusal(fault, 404)) throw fault;
      // The dialog is gone by itself while another plan is worked out, and must not come back with it.
      close();
      await lookAgain(effectsInWords(plan.plan, overview.roles).join(', '));
      planned.retry();
    }
  };
  return (
    <section className={classes.effect} aria-labelledby={id} ref={bar}>
      <div className={classes.bar}>
        <div className={classes.words}>
          <Title order={2} id={id} size="h3">
            {unsavedInWords(unsaved.drafts.size, unsaved.removed.length)}
          </Title>
          <div role="status">
            {overview.under_way && <Text c="dimmed">{effect.underWay(overview.version)}</Text>}
            {plan !== null && <EffectHeadline plan={plan} overview={overview} once={once} />}
            {plan === null && error === null && !overview.under_way && (
              <Text c="dimmed">{effect.working}</Text>
            )}
          </div>
        </div>
        <div className={classes.actions}>
          {touches && (
            <Button
              variant="subtle"
              aria-expanded={showsWho}
              onClick={() => {
                setShowsWho(!showsWho);
              }}
            >
              {showsWho ? effect.hide : effect.who}
            </Button>
          )}
          <Button
            variant="default"
            onClick={() => {
              setAsking('discard');
            }}
          >
            {effect.discard}
          </Button>
          <Button
            className={classes.save}
            disabled={plan === null}
            onClick={() => {
              setAsking('save');
            }}
          >
            {effect.save}
          </Button>
        </div>
      </div>
      {plan === null && error === null && (
        <>
          <Progress value={100} animated striped size="xs" mt="xs" aria-label={effect.working} />
          <StillLoading />
        </>
      )}
      {unsaved.isRestored && (
        <Text size="sm" mt="xs">
          {effect.restored}
        </Text>
      )}
      {unsaved.changes !== null && (
        <ConflictNote changes={unsaved.changes} overview={overview} isAnythingLeft />
      )}
      {error !== null && <CannotNote error={error} retry={planned.retry} />}
      {plan !== null && showsWho && (
        <EffectDetails
          plan={plan}
          once={once}
          onMore={
            showsAll
              ? null
              : () => {
                  setShowsAll(true);
                }
          }
        />
      )}
      <DiscardDialog
        opened={asking === 'discard'}
        onClose={close}
        unsaved={countOf(unsaved)}
        onConfirm={forget}
      />
      {plan !== null && (
        <SaveDialog
          opened={asking === 'save'}
          onClose={close}
          plan={plan}
          overview={overview}
          once={once}
          onConfirm={save}
        />
      )}
    </section>
  );
}

interface DiscardDialogProps {
  opened: boolean;
  onClose: () => void;
  /** How many changes. */
  unsaved: number;
  onConfirm: () => void;
}

function DiscardDialog({ opened, onClose, unsaved, onConfirm }: DiscardDialogProps): ReactNode {
  const { effect, discarding } = strings.mapping;
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={discarding.title}
      happens={[discarding.text(unsaved)]}
      action={effect.discard}
      severe
      onConfirm={() => {
        onConfirm();
        return Promise.resolve();
      }}
    />
  );
}

/** Accounts follow only where they change now. */
function savedInWords(
  version: number,
  { plan, once_active: onceActive }: GroupMappingPlan,
  once: string,
): string {
  const { saving } = strings.mapping;
  if (plan.outcome !== 'nothing') return saving.doneText(version);
  return (onceActive?.people.changed ?? 0) > 0
    ? saving.doneOnceText(version, once)
    : saving.doneNothingText(version);
}

function unsavedInWords(groups: number, removed: number): string {
  const { effect } = strings.mapping;
  return removed === 0 ? effect.unsaved(groups) : effect.unsavedChanges(groups + removed);
}

function isRefusal(fault: unknown, status: number): boolean {
  return fault instanceof ApiProblem && fault.status === status;
}
