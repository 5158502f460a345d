/** By this mark spreadsheets know that a file is UTF-8. */
export const csvBegin = '\ufeff';

/** One row as CSV (RFC 4180). */
export function csvRow(cells: readonly (string | number | null)[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`;
}

/** What begins like a formula is marked as text: a name from a directory must not run in anybody's spreadsheet. */
function cellOf(value: string | number | null): string {
  if (value === null) return '';
  const plain = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
