import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Why } from '../../generated/api.ts';
import { actorInWords } from '../activity/record-words.ts';
import { SafeText } from '../parts/safe-text.tsx';
import { Sentence } from '../parts/sentence.tsx';
import { When } from '../parts/when.tsx';
import { strings } from '../strings/strings.ts';
import classes from './people.module.css';
import { useRoleNames } from './use-role-names.ts';

/** "Admin because: saas-admins, since 3 days ago", in a sentence. */
export function WhySentence({ why: { decision, role_record: record, user } }: { why: Why }): ReactNode {
  const { why: words, noRole } = strings.people;
  const roles = useRoleNames();
  if (decision === null) return <Text>{words.noPerson}</Text>;
  const decisive = user?.status === 'active' || decision.outcome === 'active';
  const role = decision.role === null ? noRole : roles.called(decision.role);
  const shown = {
    outcome: (
      <strong>
        <SafeText most={60}>{words.outcomes[decision.outcome](role)}</SafeText>
      </strong>
    ),
    because: <SafeText most={400}>{decision.because}</SafeText>,
  };
  return (
    <p className={classes.because}>
      {decisive && record !== null ? (
        <Sentence
          of={words.becauseSince}
          with={{ ...shown, when: <When at={record.at} />, by: actorInWords(record) }}
        />
      ) : (
        <Sentence of={words.because} with={shown} />
      )}
    </p>
  );
}
