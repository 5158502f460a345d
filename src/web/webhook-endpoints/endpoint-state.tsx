import type { ReactNode } from 'react';
import type { WebhookEndpoint } from '../../generated/api.ts';
import { useNow } from '../parts/clock.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { strings } from '../strings/strings.ts';
import type { Tone } from '../theme/tone.ts';

const tones = {
  active: 'ok',
  failing: 'problem',
  resting: 'attention',
  disabled: 'off',
} as const satisfies Record<string, Tone>;

/** How an endpoint does. */
export function EndpointState({ endpoint }: { endpoint: WebhookEndpoint }): ReactNode {
  const state = stateOf(endpoint, useNow());
  return <StatusBadge tone={tones[state]}>{strings.webhookEndpoints.states[state]}</StatusBadge>;
}

function stateOf(
  { state, failing_since: failing, resting_until: resting }: WebhookEndpoint,
  now: Date,
): keyof typeof tones {
  if (state === 'disabled') return 'disabled';
  if (resting !== null && new Date(resting) > now) return 'resting';
  return failing === null ? 'active' : 'failing';
}
