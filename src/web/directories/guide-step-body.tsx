import { Alert, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { DirectoryDetail, GuideField, GuideStep } from '../../generated/api.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { useMay } from '../session/session.tsx';
import { strings } from '../strings/strings.ts';
import { IconCheck } from '../theme/icons.ts';
import { AdminPortalLinkButton } from './admin-portal-link-button.tsx';
import classes from './guide-step-body.module.css';
import { useInHand } from './in-hand.ts';
import { MakeToken } from './make-token.tsx';
import { fillIn } from './setup-steps.ts';
import { StepIllustration } from './step-illustration.tsx';

/** What is longer has a line of its own, in characters. */
const LONG = 60;

interface GuideStepBodyProps {
  step: GuideStep;
  checks: readonly string[];
  directory: DirectoryDetail;
  /** In full, such as Microsoft Entra ID. */
  provider: string;
}

/** What is to be done at the identity provider: in words, the fields with what goes into them, and a picture. */
export function GuideStepBody({ step, checks, directory, provider }: GuideStepBodyProps): ReactNode {
  const { directorySetup } = strings;
  const mayWrite = useMay('write');
  const inHand = useInHand(directory.id).token;
  // One that was revoked meanwhile opens nothing.
  const isOver = directory.tokens.some(({ id, revoked_at: at }) => id === inHand?.id && at !== null);
  const token = inHand === null || isOver ? null : inHand.secret;
  const needsToken = step.fields.some(({ value }) => value.includes('{token}'));
  return (
    <Stack gap="md">
      {step.says.map((paragraph) => (
        <Text key={paragraph} className={classes.says}>
          {paragraph}
        </Text>
      ))}
      {checks.includes('connected') && mayWrite && <AdminPortalLinkButton directory={directory} isMain />}
      {step.fields.length > 0 && <Fields step={step} directory={directory} token={token} />}
      {needsToken &&
        (token === null ? (
          <div className={classes.lost}>
            <Text size="sm">{directorySetup.token.lost}</Text>
            {mayWrite && <MakeToken directory={directory} provider={provider} />}
          </div>
        ) : (
          <Alert color="amber" variant="light" classNames={{ message: classes.once }}>
            {directorySetup.token.once}
          </Alert>
        ))}
      <StepIllustration step={step} provider={provider} baseUrl={directory.base_url} />
    </Stack>
  );
}

interface FieldsProps {
  step: GuideStep;
  directory: DirectoryDetail;
  token: string | null;
}

function Fields({ step, directory, token }: FieldsProps): ReactNode {
  const { directorySetup } = strings;
  return (
    <dl className={classes.fields} aria-label={directorySetup.fields}>
      {step.fields.map((field) => (
        <div key={field.field} className={classes.field} data-long={field.value.length > LONG || undefined}>
          <dt>{field.field}</dt>
          <dd>
            <FieldValue field={field} directory={directory} token={token} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function FieldValue({
  field: { field, value, as },
  directory,
  token,
}: {
  field: GuideField;
  directory: DirectoryDetail;
  token: string | null;
}): ReactNode {
  if (value.includes('{token}') && token === null)
    return <span className={classes.hidden}>{strings.directorySetup.token.hidden}</span>;
  const filled = fillIn(value, directory.base_url, token);
  const isSecret = value.includes('{token}');
  if (as === 'tick') return <Ticked label={strings.directorySetup.ticked} />;
  if (as === 'choice') return <span>{filled}</span>;
  if (as === 'ticks') {
    return (
      <ul className={classes.ticks}>
        {filled.split(', ').map((each) => (
          <li key={each}>
            <Ticked label={each} />
          </li>
        ))}
      </ul>
    );
  }
  return (
    <>
      <code className={classes.value} data-secret={isSecret || undefined}>
        {filled}
      </code>
      <CopyButton value={filled} of={field} wide={value.includes('{')} />
    </>
  );
}

function Ticked({ label }: { label: string }): ReactNode {
  return (
    <span className={classes.ticked}>
      <IconCheck size={16} aria-hidden />
      {label}
    </span>
  );
}
