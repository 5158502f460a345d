import type { ReactNode } from 'react';
import { strings } from '../strings/strings.ts';
import classes from './difference-table.module.css';
import { differencesOf } from './differences.ts';
import { SafeText } from './safe-text.tsx';
import { When } from './when.tsx';

interface DifferenceTableProps {
  label: string;
  before: Readonly<Record<string, unknown>> | null;
  after: Readonly<Record<string, unknown>> | null;
}

/** As the service writes moments (RFC 3339 in UTC). */
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** What was, beside what is, value by value. */
export function DifferenceTable({ label, before, after }: DifferenceTableProps): ReactNode {
  const words = strings.common.difference;
  const differences = differencesOf(before, after, words);
  if (differences.length === 0) return <p className={classes.none}>{words.unchanged}</p>;
  return (
    <table className={classes.table} aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{words.field}</th>
          <th scope="col">{words.before}</th>
          <th scope="col">{words.after}</th>
        </tr>
      </thead>
      <tbody>
        {differences.map((difference) => (
          <tr key={difference.field}>
            <th scope="row">
              <SafeText most={60}>{difference.field.replaceAll('_', ' ')}</SafeText>
            </th>
            <td>
              <Value value={difference.before} kind="before" />
            </td>
            <td>
              <Value value={difference.after} kind="after" />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Value({ value, kind }: { value: string | null; kind: 'before' | 'after' }): ReactNode {
  if (value === null) return <span className={classes.nothing}>{strings.common.difference.nothing}</span>;
  const text = MOMENT.test(value) ? <When at={value} /> : <SafeText most={200}>{value}</SafeText>;
  return kind === 'before' ? (
    <del className={classes.before}>{text}</del>
  ) : (
    <ins className={classes.after}>{text}</ins>
  );
}
