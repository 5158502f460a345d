import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Why } from '../../generated/api.ts';
import { actorInWords } from '../activity/record-words.ts';
import { SafeText } from '../parts/safe-text.tsx';
import { When } from '../parts/when.tsx';
import { strings } from '../strings/strings.ts';
import classes from './people.module.css';

/** "admin because: saas-admins, since 3 days ago", in a sentence. */
export function WhySentence({ why: { decision, role_record: record, user } }: { why: Why }): ReactNode {
  const { why: words, noRole } = strings.people;
  if (decision === null) return <Text>{words.noPerson}</Text>;
  const decisive = user?.status === 'active' || decision.outcome === 'active';
  return (
    <p className={classes.because}>
      <strong>
        <SafeText most={60}>{words.outcomes[decision.outcome](decision.role ?? noRole)}</SafeText>
      </strong>{' '}
      {words.because} <SafeText most={400}>{decision.because}</SafeText>
      {decisive && record !== null && (
        <>
          , {words.since} <When at={record.at} /> ({actorInWords(record)})
        </>
      )}
    </p>
  );
}
