import { RollcallError } from '../../domain/rollcall-error.ts';
import {
  attributeNamed,
  attributeOfName,
  isScimName,
  keyAttributes,
  plainAttributes,
  scimMembers,
  type ImportAttribute,
  type KeyAttribute,
} from './import-attributes.ts';
import { rejectColumns } from './record.ts';

/** Which column says what, and what tells the people of the file apart. */
export interface ColumnMapping {
  /** Column → what it says; `ignore` where it is not read. Every column of the file, in its order. */
  columns: Map<string, ImportAttribute>;
  key: KeyAttribute;
  /** What stands between the groups of one cell. */
  groupSeparator: string;
}

export interface GuessedMapping extends ColumnMapping {
  /** Whether every column that is read has the very name of SCIM: then there is nothing to confirm. */
  certain: boolean;
}

/** A look at the beginning of a file. */
export interface FileSample {
  columns: readonly string[];
  /** Whether the values are texts of a table. */
  cells: boolean;
  records: readonly ReadonlyMap<string, unknown>[];
}

/**
 * Guesses from the names of the columns what each of them says. Of several that would say the same the most telling name
 * wins; what is not known is not read. An employee's number is who somebody is where nothing better says so.
 *
 * @throws RollcallError invalid_request where no column says who somebody is
 */
export function guessMapping(sample: FileSample): GuessedMapping {
  const columns = new Map<string, ImportAttribute>(sample.columns.map((column) => [column, 'ignore']));
  const best = new Map<ImportAttribute, { column: string; rank: number }>();
  for (const column of sample.columns) {
    const found = rejectColumns.has(column) ? null : attributeOfName(column, sample.cells);
    if (found === null) continue;
    const known = best.get(found.attribute);
    if (known !== undefined && known.rank <= found.rank) continue;
    best.set(found.attribute, { column, rank: found.rank });
  }
  for (const [attribute, { column }] of best) columns.set(column, attribute);
  const number = best.get('enterprise.employeeNumber');
  if (number !== undefined && !best.has('id') && !best.has('externalId')) {
    columns.set(number.column, 'externalId');
  }
  const certain = [...columns].every(
    ([column, attribute]) => attribute === 'ignore' || isScimName(column, attribute),
  );
  const mapping = completed(columns, sample);
  // Of objects, a member of SCIM may come first in a later one.
  for (const [name, attribute] of sample.cells ? [] : scimMembers) {
    if (!best.has(attribute)) columns.set(name, attribute);
  }
  return { ...mapping, certain };
}

/**
 * The mapping that somebody has written: column → attribute. Columns that are not named are not read.
 *
 * @throws RollcallError invalid_request for a column that the file does not have, or an attribute that there is not
 */
export function mappingAsWritten(written: Record<string, string>, sample: FileSample): ColumnMapping {
  const columns = new Map<string, ImportAttribute>(sample.columns.map((column) => [column, 'ignore']));
  const taken = new Map<ImportAttribute, string>();
  for (const [name, wanted] of Object.entries(written)) {
    const column =
      sample.columns.find((each) => each === name) ??
      sample.columns.find((each) => each.trim().toLowerCase() === name.trim().toLowerCase());
    // Of objects, a member may come first in a later line.
    if (column === undefined && sample.cells) {
      throw refused(`The file has no column ${quoted(name)}. It has ${listed(sample.columns)}.`);
    }
    const attribute = attributeNamed(wanted);
    if (attribute === null) {
      throw refused(
        `There is no attribute ${quoted(wanted)}. Use one of ${plainAttributes.join(', ')}, or custom.NAME.`,
      );
    }
    const rival = attribute === 'ignore' ? undefined : taken.get(attribute);
    if (rival !== undefined) {
      throw refused(`${quoted(rival)} and ${quoted(name)} are both to be ${attribute}. Name one of them.`);
    }
    taken.set(attribute, name);
    columns.set(column ?? name, attribute);
  }
  return completed(columns, sample);
}

/** `Work Email=emails`, as it is typed. @throws RollcallError invalid_request */
export function readMapArgument(argument: string): [column: string, attribute: string] {
  const at = argument.lastIndexOf('=');
  if (at > 0 && at < argument.length - 1) return [argument.slice(0, at), argument.slice(at + 1).trim()];
  throw refused(`${quoted(argument)} maps nothing. Write it as 'Work Email=emails'.`);
}

function completed(columns: Map<string, ImportAttribute>, sample: FileSample): ColumnMapping {
  const mapped = new Set(columns.values());
  const key = keyAttributes.find((attribute) => mapped.has(attribute));
  if (key === undefined) {
    throw refused(
      `No column says who somebody is. Of ${listed(sample.columns)}, map one to ${keyAttributes.join(', ')}.`,
    );
  }
  return { columns, key, groupSeparator: separatorOf(columns, sample) };
}

/** The plainest separator that stands in any cell of the groups; a comma may also be part of a name. */
function separatorOf(columns: Map<string, ImportAttribute>, { records }: FileSample): string {
  const column = [...columns].find(([, attribute]) => attribute === 'groups')?.[0];
  const cells = column === undefined ? [] : records.map((record) => record.get(column));
  return [';', '|', '\n'].find((each) => cells.some((cell) => String(cell).includes(each))) ?? ',';
}

function listed(columns: readonly string[]): string {
  const most = 30;
  const shown = columns.slice(0, most).map(quoted).join(', ');
  return columns.length > most ? `${shown} and ${columns.length - most} more` : shown || 'no columns';
}

function quoted(text: string): string {
  return JSON.stringify(text.length <= 80 ? text : `${text.slice(0, 80)}…`);
}

function refused(sentence: string): RollcallError {
  return new RollcallError('invalid_request', sentence);
}
