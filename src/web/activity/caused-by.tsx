import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Actor, AuditRecord } from '../../generated/api.ts';
import { SafeText } from '../parts/safe-text.tsx';
import { visibleName } from '../parts/visible-name.ts';
import { strings } from '../strings/strings.ts';
import { actorInWords } from './record-words.ts';

type Caused = Pick<AuditRecord, 'actor' | 'actor_name' | 'idp' | 'source'>;

/** Who or what caused it: a person or a token by name, with where they did it below; anything else in a word. */
export function CausedBy({ record }: { record: Caused }): ReactNode {
  const { via } = strings.activity;
  const where = via[record.actor.kind];
  const name = where === undefined ? null : visibleName(record.actor_name);
  if (name === null) return <SafeText most={40}>{actorInWords(record)}</SafeText>;
  return (
    <div>
      <SafeText most={80}>{name}</SafeText>
      <Text size="sm" c="dimmed">
        {where}
      </Text>
    </div>
  );
}

/** The same of an actor that stands alone: of a token it has the id, which says nothing to people. */
export function ActedBy({ actor }: { actor: Actor }): ReactNode {
  const isNamed = actor.kind === 'portal_user' || actor.kind === 'console_user';
  return <CausedBy record={{ actor, actor_name: isNamed ? actor.id : null, idp: null, source: null }} />;
}
