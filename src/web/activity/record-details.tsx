import { Anchor, Code } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { AuditRecord } from '../../generated/api.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { DifferenceTable } from '../parts/difference-table.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { useTenant } from '../session/tenant.tsx';
import { useReaches } from '../session/use-reaches.ts';
import { strings } from '../strings/strings.ts';
import classes from './record-details.module.css';
import { holdOf } from './record-subject.ts';

interface RecordDetailsProps {
  record: AuditRecord;
  /** The page with the records of this person alone. */
  onlyPerson: string | null;
}

/** All that a record has: what was and is, what it came from, and its place in the chain. */
export function RecordDetails({ record, onlyPerson }: RecordDetailsProps): ReactNode {
  const { details } = strings.activity;
  const { base } = useTenant();
  const reachesApprovals = useReaches('approvals');
  const holdId = reachesApprovals ? holdOf(record) : null;
  const hasChange = record.before !== null || record.after !== null;
  return (
    <div className={classes.details}>
      {hasChange && (
        <div className={classes.change}>
          <DifferenceTable label={details.change} before={record.before} after={record.after} />
        </div>
      )}
      <div className={classes.facts}>
        <dl>
          {record.event_ids.length > 0 && (
            <div>
              <dt>{details.events}</dt>
              <dd>
                {record.event_ids.slice(0, 5).map((id) => (
                  <div key={id}>
                    <SafeText most={60}>{id}</SafeText>
                  </div>
                ))}
                {record.event_ids.length > 5 && strings.overview.more(record.event_ids.length - 5)}
              </dd>
            </div>
          )}
          <div>
            <dt>{details.record}</dt>
            <dd>
              {record.policy_version !== null && <div>{details.policyVersion(record.policy_version)}</div>}
              <div>{record.sequence === null ? details.unsealed : details.sealed(record.sequence)}</div>
            </dd>
          </div>
          {record.hash !== null && (
            <div>
              <dt>{details.hash}</dt>
              <dd className={classes.hash}>
                <Code>{record.hash.slice(0, 16)}…</Code>
                <CopyButton value={record.hash} of={details.hash} />
              </dd>
            </div>
          )}
        </dl>
        {holdId !== null && (
          <Anchor component={Link} to={`${base}/approvals/${encodeURIComponent(holdId)}`} size="sm">
            {details.hold}
          </Anchor>
        )}
        {onlyPerson !== null && (
          <Anchor component={Link} to={onlyPerson} size="sm">
            {details.only}
          </Anchor>
        )}
      </div>
    </div>
  );
}
