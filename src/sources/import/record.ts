/** The forms of files that are read. */
export const importFormats = ['csv', 'ndjson', 'scim'] as const;
export type ImportFormat = (typeof importFormats)[number];

/** What a file holds, one after the other. Lines count from 1; of a ListResponse it is the number of the resource. */
export type FileItem =
  | { kind: 'columns'; names: string[] }
  | { kind: 'record'; line: number; fields: Map<string, unknown> }
  /** What is no record; the rest of the file can still be read. `raw` is what is not in the fields. */
  | { kind: 'unreadable'; line: number; reason: string; raw: string; fields?: Map<string, unknown> }
  /** How many there are at the source, as a ListResponse says. */
  | { kind: 'total'; total: number };

/** A record that is longer is no person; in characters. */
export const longestRecord = 1_000_000;

/** What a reject file has beside what was there: it may be imported again as it is. */
export const rejectColumns: ReadonlySet<string> = new Set([
  'rollcall_line',
  'rollcall_reason',
  'rollcall_raw',
]);
