import type { PolicyPlanGroup, PolicyPlanPerson } from '../generated/api.ts';
import { csvBegin, csvRow } from './csv.ts';

type Row = PolicyPlanPerson & Pick<PolicyPlanGroup, 'action' | 'says' | 'held_by' | 'place'>;

/**
 * Whom a plan is about, as the text of a file: each change of each of them, the most consequential first.
 *
 * @param plan works it out, with everybody named
 */
export async function* planExport(
  format: 'csv' | 'json',
  plan: () => Promise<{ groups: readonly PolicyPlanGroup[] }>,
): AsyncGenerator<string> {
  const { groups, ...figures } = await plan();
  if (format === 'csv') {
    yield csvBegin + csvRow(columns.map(([name]) => name));
    for (const group of groups) {
      yield group.named
        .map((person) => csvRow(columns.map(([, cellOf]) => cellOf(rowOf(group, person)))))
        .join('');
    }
    return;
  }
  yield `{"plan":${JSON.stringify(figures)},"changes":[`;
  let between = '';
  for (const group of groups) {
    if (group.named.length === 0) continue;
    yield between + group.named.map((person) => `\n${JSON.stringify(rowOf(group, person))}`).join(',');
    between = ',';
  }
  yield '\n]}\n';
}

function rowOf({ action, says, held_by, place }: PolicyPlanGroup, person: PolicyPlanPerson): Row {
  return { action, says, held_by, place, ...person };
}

/** Columns are called as the API calls what is in them. */
const columns: readonly [name: string, cellOf: (row: Row) => string | number | null][] = [
  ['says', ({ says }) => says],
  ['held_by', ({ held_by: kind }) => kind],
  ['display_name', ({ display_name: name }) => name],
  ['email', ({ email }) => email],
  ['external_id', ({ external_id: id }) => id],
  ['reason', ({ reason }) => reason],
  ['file', ({ place }) => place?.file ?? null],
  ['line', ({ place }) => place?.line ?? null],
  ['action', ({ action }) => action],
  ['user_id', ({ user_id: id }) => id],
  ['directory_user_id', ({ directory_user_id: id }) => id],
];
