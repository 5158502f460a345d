import { styleText } from 'node:util';
import type { Diagnostic } from '../domain/diagnostic.ts';
import { plainText } from './plain-text.ts';

/** Columns of a source line that are shown. */
const WIDEST_LINE = 110;

/**
 * One diagnostic for people: where, what, the line with a mark below the place, and what to write instead.
 * @param text of the file, or null if there is none to show
 */
export function diagnosticText(diagnostic: Diagnostic, text: string | null, color: boolean): string[] {
  const { file, line, column, severity, code, message, hint } = diagnostic;
  const paint = (style: Style, words: string): string =>
    color ? styleText(style, words, { validateStream: false }) : words;
  const style = severity === 'error' ? 'red' : 'yellow';
  const place = paint('bold', `${plainText(file)}:${line}:${column}`);
  const lines = [`${place} ${paint(style, severity)} ${paint('dim', code)}`, `  ${plainText(message)}`];
  const source = text === null ? undefined : sourceLine(text, line);
  if (source !== undefined && source.trim() !== '') {
    const { shown, mark } = excerpt(source, column);
    const number = String(line);
    lines.push(`  ${paint('dim', `${number} |`)} ${shown}`);
    lines.push(`  ${paint('dim', `${' '.repeat(number.length)} |`)} ${paint(style, mark)}`);
  }
  if (hint !== null) lines.push(`  ${plainText(hint)}`);
  return lines;
}

/** "2 errors and 1 warning in 1 of 5 files." */
export function summaryText(diagnostics: readonly Diagnostic[], checkedFiles: number): string {
  const files = counted(checkedFiles, 'file');
  if (diagnostics.length === 0) return `${files} checked: no problem found.`;
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const warnings = diagnostics.length - errors;
  const found = [
    ...(errors > 0 ? [counted(errors, 'error')] : []),
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
  ];
  const affected = new Set(diagnostics.map(({ file }) => file)).size;
  const where = affected === checkedFiles ? files : `${affected} of ${files}`;
  return `${found.join(' and ')} in ${where}.`;
}

type Style = 'red' | 'yellow' | 'bold' | 'dim';

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function sourceLine(text: string, line: number): string | undefined {
  const source = text.split('\n', line)[line - 1];
  return source?.replace(/^\uFEFF/, '').replace(/\r$/, '');
}

/** The value or the key that stands at a column of a line, which may be none. */
export function wordAt(source: string, column: number): string {
  const word = /^(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s,[\]{}#]+?(?=:?(?:[\s,[\]{}#]|$)))/.exec(
    source.slice(column - 1),
  );
  return word?.[0] ?? '';
}

/** The part of a line around a column, and the mark that goes below it. */
function excerpt(source: string, column: number): { shown: string; mark: string } {
  const before = source.slice(0, column - 1);
  const end = before.length + Math.max(1, wordAt(source, column).length);
  // A line that is too wide is shown from shortly before the place.
  const start = end > WIDEST_LINE ? Math.max(0, before.length - WIDEST_LINE / 2) : 0;
  const shown = source.slice(start, start + WIDEST_LINE);
  const length = Math.max(1, Math.min(end, start + WIDEST_LINE) - before.length);
  const left = start > 0 ? '...' : '';
  const right = start + WIDEST_LINE < source.length ? '...' : '';
  return {
    shown: plainText(`${left}${shown}${right}`),
    mark: `${' '.repeat(left.length + before.length - start)}${'^'.repeat(length)}`,
  };
}
