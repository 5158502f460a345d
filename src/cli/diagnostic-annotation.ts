import type { Diagnostic } from '../domain/diagnostic.ts';

/**
 * One diagnostic as a workflow command of GitHub Actions, which shows it beside the changed line.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function diagnosticAnnotation({
  file,
  line,
  column,
  severity,
  code,
  message,
  hint,
}: Diagnostic): string {
  const properties = { file, line: String(line), col: String(column), title: code };
  const written = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`);
  const text = hint === null ? message : `${message} ${hint}`;
  return `::${severity} ${written.join(',')}::${escapeData(text)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
