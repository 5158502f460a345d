import { Button, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { OutboxDelivery, OutboxStatus, WebhookEndpoint } from '../../generated/api.ts';
import { useNow } from '../parts/clock.tsx';
import type { Column } from '../parts/paged-table.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { Sentence } from '../parts/sentence.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { When } from '../parts/when.tsx';
import { strings } from '../strings/strings.ts';
import type { Tone } from '../theme/tone.ts';
import type { ReplayChoice } from './replay-dialog.tsx';

const tones: Readonly<Record<OutboxStatus, Tone>> = { waiting: 'info', delivered: 'ok', dead: 'problem' };

/** What the list says of each delivery. @param onReplay null: who looks may not deliver again */
export function deliveryColumns(
  endpoints: readonly WebhookEndpoint[],
  onReplay: ((choice: ReplayChoice) => void) | null,
): Column<OutboxDelivery>[] {
  const { columns: headers, tries, unknownEndpoint, replay } = strings.outbox;
  const endpointOf = (id: string): WebhookEndpoint | undefined => endpoints.find((one) => one.id === id);
  const columns: Column<OutboxDelivery>[] = [
    {
      key: 'message',
      header: headers.message,
      lead: true,
      cell: (delivery) => <MessageOf delivery={delivery} />,
    },
    {
      key: 'state',
      header: headers.state,
      cell: (delivery) => <StateOf delivery={delivery} endpoint={endpointOf(delivery.endpoint_id)} />,
    },
    {
      key: 'to',
      header: headers.to,
      wide: true,
      cell: (delivery) => (
        <div>
          <SafeText most={80}>{endpointOf(delivery.endpoint_id)?.url ?? unknownEndpoint}</SafeText>
          <Text size="sm" c="dimmed" component="div">
            <AnswerTo delivery={delivery} />
          </Text>
        </div>
      ),
    },
    { key: 'tries', header: headers.tries, figure: true, cell: ({ attempts }) => tries(attempts) },
    { key: 'made', header: headers.made, cell: ({ created_at: at }) => <When at={at} /> },
  ];
  if (onReplay === null) return columns;
  columns.push({
    key: 'action',
    header: headers.action,
    cell: ({ status, message_id: message, endpoint_id: endpoint }) =>
      status !== 'waiting' && (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            onReplay({ kind: 'one', message, endpoint });
          }}
        >
          {replay}
        </Button>
      ),
  });
  return columns;
}

/** Such as "Role changed: Ada Lovelace". */
export function deliveryInWords({ type, user_name: who }: OutboxDelivery): string {
  const what = strings.webhookEndpoints.types[type] ?? type;
  return who === null ? what : `${what}: ${who}`;
}

function MessageOf({ delivery: { type, user_name: who } }: { delivery: OutboxDelivery }): ReactNode {
  return (
    <>
      <strong>{strings.webhookEndpoints.types[type] ?? type}</strong>
      {who !== null && (
        <div>
          <SafeText most={60}>{who}</SafeText>
        </div>
      )}
      <Text size="sm" c="dimmed">
        {type}
      </Text>
    </>
  );
}

interface StateOfProps {
  delivery: OutboxDelivery;
  /** Undefined: it is not known. */
  endpoint: WebhookEndpoint | undefined;
}

function StateOf({ delivery: { status, next_attempt_at: next }, endpoint }: StateOfProps): ReactNode {
  const { states, nextAttempt, heldBy } = strings.outbox;
  const now = useNow();
  const resting = endpoint?.resting_until ?? null;
  const isResting = resting !== null && new Date(resting) > now;
  return (
    <div>
      <StatusBadge tone={tones[status]}>{states[status]}</StatusBadge>
      {next !== null && (
        <Text size="sm" c="dimmed" component="div">
          {endpoint?.state === 'disabled' ? (
            heldBy.disabled
          ) : isResting ? (
            <Sentence of={heldBy.resting} with={{ when: <When at={resting} /> }} />
          ) : new Date(next) <= now ? (
            heldBy.turn
          ) : (
            <Sentence of={nextAttempt} with={{ when: <When at={next} /> }} />
          )}
        </Text>
      )}
    </div>
  );
}

function AnswerTo({
  delivery: { last_status: status, last_error: error },
}: {
  delivery: OutboxDelivery;
}): ReactNode {
  const { answered, noAnswer } = strings.outbox;
  if (error !== null) return <SafeText most={160}>{error}</SafeText>;
  return status === null ? noAnswer : answered(status);
}
