/** Rows as CSV (RFC 4180), with a mark by which spreadsheets know that it is UTF-8. */
export function csvOf(rows: Iterable<readonly (string | number | null)[]>): string {
  let text = '\ufeff';
  for (const row of rows) text += `${row.map(cellOf).join(',')}\r\n`;
  return text;
}

/** What begins like a formula is marked as text: a name from a directory must not run in anybody's spreadsheet. */
function cellOf(value: string | number | null): string {
  if (value === null) return '';
  const plain = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
