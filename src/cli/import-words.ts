import type { ImportReport } from '../generated/api.ts';
import type { ColumnMapping } from '../sources/import/column-mapping.ts';
import { alignedTable } from './aligned-table.ts';

/** Which column says what, as somebody is asked to confirm it. */
export function mappingInWords({ columns, key, groupSeparator }: ColumnMapping): string {
  const rows = [...columns].map(([column, attribute]) => [
    column,
    attribute === 'ignore'
      ? '(not read)'
      : attribute === 'groups'
        ? `groups, separated by ${JSON.stringify(groupSeparator)}`
        : attribute === key
          ? `${attribute} (tells people apart)`
          : attribute,
  ]);
  return alignedTable(['COLUMN', 'SAYS'], rows);
}

/** What an import came to. */
export function importInWords(report: ImportReport, rejectFile: string | null): string {
  const { people, known, rejected, missing, as_of } = report;
  const lines = [
    `${counted(people, 'person is', 'people are')} news as of ${as_of}; ${counted(known, 'was', 'were')} known as of this time already.`,
  ];
  if (rejected.length > 0) {
    const shown = rejected.slice(0, 5).map(({ line, reason }) => `  line ${line}: ${reason}`);
    const more = rejected.length > shown.length ? [`  and ${rejected.length - shown.length} more`] : [];
    lines.push(`${counted(rejected.length, 'line', 'lines')} could not be used:`, ...shown, ...more);
    if (rejectFile !== null) lines.push(`They are in ${rejectFile}: mend them there, and import that file.`);
  }
  if (report.mode === 'full' || rejected.length > 0) {
    if (missing.people !== null) {
      lines.push(
        `${counted(missing.people, 'person is', 'people are')} not in the file and gone, as far as the guards let them go.`,
      );
    } else if (report.mode === 'full' && missing.because !== null) lines.push(missing.because);
  }
  lines.push('The service applies what is news; `rollcall directory show` says what still waits.');
  return lines.join('\n');
}

function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
