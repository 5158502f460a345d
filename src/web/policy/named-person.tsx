import { Anchor, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { PolicyPlanPerson } from '../../generated/api.ts';
import { SafeText } from '../parts/safe-text.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';

/** An entry of a list: somebody whom a plan is about, and why. */
export function NamedPerson({ person }: { person: PolicyPlanPerson }): ReactNode {
  const { base } = useTenant();
  const { display_name: name, email, external_id: externalId, user_id: userId, reason } = person;
  const called = (
    <SafeText most={80} brief={userId !== null}>
      {name ?? email ?? externalId ?? strings.policy.plan.nameless}
    </SafeText>
  );
  return (
    <li>
      <Text size="sm" fw={560}>
        {userId === null ? (
          called
        ) : (
          <Anchor component={Link} to={`${base}/people/${userId}`} size="sm" fw={560}>
            {called}
          </Anchor>
        )}
        {name !== null && email !== null && (
          <Text component="span" size="sm" c="dimmed">
            {' '}
            <SafeText most={80}>{email}</SafeText>
          </Text>
        )}
      </Text>
      <Text size="sm" c="dimmed">
        <SafeText most={240}>{reason}</SafeText>
      </Text>
    </li>
  );
}
