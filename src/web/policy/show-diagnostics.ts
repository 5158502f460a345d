import type { Diagnostic as ShownDiagnostic } from '@codemirror/lint';
import type { Text } from '@codemirror/state';
import type { Diagnostic } from '../../generated/api.ts';
import { safeElement } from './safe-element.ts';

/** More marks than this slow an editor down, and tell nobody more. */
const MOST_MARKS = 200;

/** The place of a line and a column, both from 1, in the text; of one that is not there (any more), the nearest. */
export function offsetIn(text: Text, line: number, column: number): number {
  const { from, to } = text.line(Math.min(Math.max(line, 1), text.lines));
  return Math.min(from + Math.max(column, 1) - 1, to);
}

/** Findings of the service as the editor marks them: the word that each is about. */
export function diagnosticsIn(text: Text, diagnostics: readonly Diagnostic[]): ShownDiagnostic[] {
  return diagnostics
    .slice(0, MOST_MARKS)
    .map(({ line, column, severity, message, hint }) => {
      const from = offsetIn(text, line, column);
      const rest = text.lineAt(from).text.slice(from - text.lineAt(from).from);
      const word = /^("(?:[^"\\]|\\.)*"|'[^']*'|[^\s,:{}[\]#]+|[^\s])/.exec(rest)?.[0] ?? '';
      return {
        from,
        to: from + word.length,
        severity,
        message: hint === null ? message : `${message} ${hint}`,
        renderMessage: () => safeElement('div', hint === null ? message : `${message} ${hint}`),
      };
    })
    .sort((a, b) => a.from - b.from);
}
