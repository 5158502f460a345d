import { Button, Group, Progress, Text, Title } from '@mantine/core';
import { Fragment, useId, useState, type ReactNode } from 'react';
import type { GroupMappingOverview, GroupMappingPlan } from '../../generated/api.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { ask } from '../api/ask.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { StillLoading } from '../parts/still-loading.tsx';
import { toastDone } from '../parts/toasts.ts';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { ConflictNote } from './conflict-note.tsx';
import { EffectDetails } from './effect-details.tsx';
import { effectsInWords } from './effect-words.ts';
import classes from './mapping.module.css';
import type { Drafts } from './mapping-draft.ts';
import type { Meanwhile } from './meanwhile.ts';
import { useMappingPlan } from './use-mapping-plan.ts';

interface EffectPanelProps {
  drafts: Drafts;
  overview: GroupMappingOverview;
  /** Why nothing was saved the last time; null: there was no such time. */
  changes: Meanwhile | null;
  onDiscard: () => void;
  onSaved: () => Promise<void>;
  /** With what the changes would have done, in words. */
  onConflict: (effects: string) => Promise<void>;
}

/** What is not saved, what it would do to people, and the way to do it: at the foot of the page, always in sight. */
export function EffectPanel({
  drafts,
  overview,
  changes,
  onDiscard,
  onSaved,
  onConflict,
}: EffectPanelProps): ReactNode {
  const { effect, discarding } = strings.mapping;
  const { slug } = useTenant();
  const id = useId();
  const planned = useMappingPlan(slug, drafts, overview.version);
  const [asking, setAsking] = useState<'save' | 'discard' | null>(null);
  const [showsWho, setShowsWho] = useState(false);
  const close = (): void => {
    setAsking(null);
  };
  const { plan } = planned;
  return (
    <section className={classes.effect} aria-labelledby={id}>
      {changes !== null && <ConflictNote changes={changes} roles={overview.roles} />}
      <Group justify="space-between" align="flex-start" gap="sm">
        <div className={classes.words}>
          <Title order={2} id={id} size="h3">
            {effect.unsaved(drafts.size)}
          </Title>
          <div role="status">
            {plan !== null ? (
              <Headline plan={plan} overview={overview} />
            ) : (
              planned.error === null && <Text c="dimmed">{effect.working}</Text>
            )}
          </div>
        </div>
        <Group gap="xs">
          {plan !== null && plan.plan.outcome !== 'nothing' && (
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
            disabled={plan === null}
            onClick={() => {
              setAsking('save');
            }}
          >
            {effect.save}
          </Button>
        </Group>
      </Group>
      {plan === null && planned.error === null && (
        <>
          <Progress value={100} animated striped size="xs" mt="xs" aria-label={effect.working} />
          <StillLoading />
        </>
      )}
      {planned.error !== null && (
        <ProblemNote error={planned.error} title={effect.cannot} retry={planned.retry} />
      )}
      {plan !== null && showsWho && <EffectDetails plan={plan.plan} />}
      <ConfirmDialog
        opened={asking === 'discard'}
        onClose={close}
        title={discarding.title}
        happens={[discarding.text(drafts.size)]}
        action={effect.discard}
        severe
        onConfirm={() => {
          onDiscard();
          return Promise.resolve();
        }}
      />
      {plan !== null && (
        <SaveDialog
          opened={asking === 'save'}
          onClose={close}
          plan={plan}
          overview={overview}
          onConfirm={async () => {
            try {
              const body = { groups: planned.edits, over: plan.over, plan: plan.plan.hash };
              const path = ['tenants', slug, 'group-mapping'];
              const { version } = await ask('PolicyPutInForce', 'POST', path, { body });
              toastDone(strings.mapping.saving.done, strings.mapping.saving.doneText(version.version));
              await onSaved();
            } catch (error) {
              if (!(error instanceof ApiProblem) || error.status !== 409) throw error;
              // The dialog is gone by itself while another plan is worked out, and must not come back with it.
              close();
              await onConflict(effectsInWords(plan.plan, overview.roles).join(', '));
              planned.retry();
            }
          }}
        />
      )}
    </section>
  );
}

function Headline({
  plan: { plan },
  overview,
}: {
  plan: GroupMappingPlan;
  overview: GroupMappingOverview;
}): ReactNode {
  const { effect } = strings.mapping;
  const effects = effectsInWords(plan, overview.roles);
  return (
    <>
      <Text fw={600}>{effects.length === 0 ? effect.nothing : effects.join(', ')}</Text>
      <Text size="sm" c="dimmed">
        {effect.lookedAt(plan.people.looked_at)}
      </Text>
    </>
  );
}

interface SaveDialogProps {
  opened: boolean;
  onClose: () => void;
  plan: GroupMappingPlan;
  overview: GroupMappingOverview;
  onConfirm: () => Promise<unknown>;
}

function SaveDialog({ opened, onClose, plan, overview, onConfirm }: SaveDialogProps): ReactNode {
  const { effect, saving } = strings.mapping;
  const effects = effectsInWords(plan.plan, overview.roles);
  const takesAway = (plan.plan.actions['user.deactivated'] ?? 0) > 0;
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={saving.title}
      happens={[
        effects.length === 0 ? saving.nobody : saving.does(effects.join(', ')),
        ...plan.plan.holds.map(({ reason }) => (
          <Fragment key={reason}>
            {saving.waits} <SafeText most={200}>{reason}</SafeText>
          </Fragment>
        )),
        saving.makes(plan.over + 1),
      ]}
      action={effect.save}
      severe={takesAway}
      onConfirm={onConfirm}
    />
  );
}
