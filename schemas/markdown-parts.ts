/** A table, without the columns that say nothing. */
export function table(header: string[], rows: string[][]): string {
  const filled = header.map((_, column) => column === 0 || rows.some((row) => row[column] !== ''));
  const line = (cells: string[]): string =>
    `| ${cells
      .filter((_, column) => filled[column] === true)
      .map((cell) => cell.replaceAll('|', '\\|'))
      .join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

export function code(text: string): string {
  return `\`${text}\``;
}

export function lowerFirst(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}

const WIDEST_LINE = 120;

/** Breaks prose into lines; those after the first are indented. */
export function wrapped(text: string, indent = ''): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= WIDEST_LINE)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(lines.length === 0 ? word : `${indent}${word}`);
  }
  return lines.join('\n');
}
