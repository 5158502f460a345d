/** One finding about a policy document. Lines and columns count from 1. */
export interface Diagnostic {
  file: string;
  line: number;
  column: number;
  severity: 'error' | 'warning';
  /** Stable and machine-readable, such as unknown_role. */
  code: string;
  /** What is wrong. */
  message: string;
  /** What to write instead. */
  hint: string | null;
}
