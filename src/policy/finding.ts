import type { Diagnostic } from '../domain/diagnostic.ts';

/** A diagnostic before its offset has become a line and a column. */
export interface Finding {
  /** Offset in the text, see SourceNode. */
  at: number;
  severity: Diagnostic['severity'];
  code: string;
  message: string;
  hint: string | null;
}

export interface Position {
  line: number;
  column: number;
}

export function error(at: number, code: string, message: string, hint: string | null = null): Finding {
  return { at, severity: 'error', code, message, hint };
}

export function warning(at: number, code: string, message: string, hint: string | null = null): Finding {
  return { at, severity: 'warning', code, message, hint };
}

/** Adds to a list. Not by spreading: the arguments of a call are limited, and a hostile file has more findings. */
export function append<T>(list: T[], more: Iterable<T>): void {
  for (const item of more) list.push(item);
}

/** In the order of the file, each once. */
export function toDiagnostics(
  findings: readonly Finding[],
  file: string,
  positionOf: (offset: number) => Position,
): Diagnostic[] {
  const seen = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  for (const { at, ...finding } of [...findings].sort((a, b) => a.at - b.at)) {
    const identity = JSON.stringify([at, finding.code, finding.message]);
    if (seen.has(identity)) continue;
    seen.add(identity);
    diagnostics.push({ file, ...positionOf(at), ...finding });
  }
  return diagnostics;
}

/** A value as messages quote it: on one line, shortened, without characters that a terminal would obey. */
export function quoted(value: unknown): string {
  const text =
    typeof value === 'string' ? value : ((JSON.stringify(value) as string | undefined) ?? 'nothing');
  const plain = text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => escapeOf(character));
  // Not within a character: half of one is no text that JSON or a database takes.
  const shown = plain.length > 60 ? `${plain.slice(0, 57).replace(/[\uD800-\uDBFF]$/, '')}...` : plain;
  return `"${shown}"`;
}

/** Values that a message lists; a sentence with more of them helps nobody. */
const MOST_LISTED = 20;

/** "a, b or c". */
export function listed(values: readonly unknown[], last: 'or' | 'and' = 'or'): string {
  const texts = values.slice(0, MOST_LISTED).map(String);
  if (values.length > MOST_LISTED) texts.push(`${values.length - MOST_LISTED} more`);
  if (texts.length < 2) return texts.join('');
  return `${texts.slice(0, -1).join(', ')} ${last} ${texts.at(-1) ?? ''}`;
}

function escapeOf(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
