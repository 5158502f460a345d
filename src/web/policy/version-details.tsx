import { Button, Group, Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import type { PolicyVersionSummary } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { useMay } from '../session/session.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { useKeptPolicyDraft } from './draft-storage.ts';
import { policyInForce } from './policy-in-force.ts';
import { ReplaceDialog } from './replace-dialog.tsx';
import './code-face.ts';
import classes from './version-details.module.css';

interface VersionDetailsProps {
  tenant: string;
  version: PolicyVersionSummary;
  /** Null where nothing is in force that it could replace. */
  onGoBack: ((version: number) => void) | null;
}

/** The text of a version, and what can be done with it. */
export function VersionDetails({
  tenant,
  version: { version, in_force: isInForce },
  onGoBack,
}: VersionDetailsProps): ReactNode {
  const words = strings.policy.versions;
  const { base } = useTenant();
  const navigate = useNavigate();
  const mayWrite = useMay('write');
  const draft = useKeptPolicyDraft();
  const [isAsking, setAsking] = useState(false);
  const inForce = useQuery(policyInForce(tenant));
  const path = ['tenants', tenant, 'policy', 'versions', String(version)];
  const text = useQuery({
    queryKey: path,
    queryFn: ({ signal }) => ask('PolicyVersion', 'GET', path, { signal }),
    staleTime: Infinity,
  });
  if (text.error !== null) return <ProblemNote error={text.error} retry={() => void text.refetch()} />;
  if (text.data === undefined) return <Skeleton height={160} />;
  const { yaml } = text.data;
  const edit = (): void => {
    draft.keep({ yaml, over: inForce.data?.version ?? version });
    void navigate(`${base}/policy`);
  };
  return (
    <Stack gap="sm">
      <div className={classes.text} role="region" aria-label={words.text} tabIndex={0}>
        <SafeText most={20_000} lines>
          {yaml}
        </SafeText>
      </div>
      {!isInForce && (
        <Group gap="xs">
          {mayWrite && onGoBack !== null && (
            <Button
              size="xs"
              onClick={() => {
                onGoBack(version);
              }}
            >
              {words.goBack(version)}
            </Button>
          )}
          <Button
            size="xs"
            variant="default"
            disabled={inForce.data === undefined}
            onClick={() => {
              const kept = draft.read();
              if (kept === null || kept.yaml === yaml) edit();
              else setAsking(true);
            }}
          >
            {words.edit}
          </Button>
        </Group>
      )}
      <ReplaceDialog
        opened={isAsking}
        losesText
        losesTests={false}
        action={words.edit}
        onClose={() => {
          setAsking(false);
        }}
        onReplace={edit}
      />
    </Stack>
  );
}
