import type { ReactNode } from 'react';
import type { AuditRecord } from '../../generated/api.ts';
import { SafeText } from '../parts/safe-text.tsx';
import { strings } from '../strings/strings.ts';
import {
  IconBuilding,
  IconClockPause,
  IconHistory,
  IconInfoCircle,
  IconKey,
  IconUserMinus,
  IconUserPlus,
  IconUserShield,
} from '../theme/icons.ts';
import { signOfAction } from './action-groups.ts';
import classes from './record-sentence.module.css';
import { subjectOf } from './record-subject.ts';
import { actionInWords } from './record-words.ts';

const signs = {
  arrives: IconUserPlus,
  leaves: IconUserMinus,
  access: IconUserShield,
  waits: IconClockPause,
  directory: IconBuilding,
  policy: IconHistory,
  key: IconKey,
  change: IconInfoCircle,
} as const;

/** What happened to whom, and below it why. */
export function RecordSentence({ record }: { record: AuditRecord }): ReactNode {
  const sign = signOfAction(record.action);
  const Sign = signs[sign];
  const subject = subjectOf(record);
  return (
    <div className={classes.sentence}>
      <span className={classes.sign} data-sign={sign} aria-hidden>
        <Sign size={16} stroke={1.9} />
      </span>
      <div className={classes.words}>
        <p className={classes.what}>
          {actionInWords(record.action)}
          {subject !== null && (
            <>
              {': '}
              <strong>
                <SafeText most={80}>{subject}</SafeText>
              </strong>
            </>
          )}
        </p>
        <p className={classes.why}>
          {record.content_purged_at === null ? (
            <SafeText most={280}>{record.reason}</SafeText>
          ) : (
            strings.activity.purged
          )}
        </p>
      </div>
    </div>
  );
}
