/** By this mark spreadsheets know that a file is UTF-8. */
export const csvBegin = '\ufeff';

/** One row as CSV (RFC 4180). */
export function csvRow(cells: readonly (string | number | null)[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`;
}

/** Quoted also where a spreadsheet might take another character than the comma for the one between cells. */
function cellOf(value: string | number | null): string {
  if (value === null) return '';
  const plain = typeof value === 'string' ? markFormulas(value) : String(value);
  return /[",;\t|\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/**
 * An apostrophe before whatever a spreadsheet might compute: a name from a directory must not run in anybody's. That is
 * also what follows a semicolon, a tab or a line break, where in many countries a cell begins. What has an apostrophe
 * there already gets another one, so that taking one away at each such place gives the text back.
 */
function markFormulas(text: string): string {
  const marked = text.replaceAll(
    /([;\t\r\n][\s"]*)('*[=+\-@＝＋－＠])?/g,
    (found, before: string, formula?: string) => (formula === undefined ? found : `${before}'${formula}`),
  );
  return /^(?:['\s]*[=+\-@＝＋－＠]|'*[\t\r\n])/.test(marked) ? `'${marked}` : marked;
}
