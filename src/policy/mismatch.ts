import type { Diagnostic } from '../domain/diagnostic.ts';
import { readYaml } from './read-yaml.ts';
import { child, nodeAtPointer, segmentsOf } from './source-node.ts';

export type MismatchCode =
  | 'group_never_seen'
  | 'group_gone'
  | 'group_renamed'
  | 'group_emptied'
  | 'filter_matches_nobody'
  | 'filter_matches_everybody'
  | 'rule_matches_nobody'
  | 'rule_matches_everybody';

/** Something that a policy says and the directory does not bear out. The policy is valid, and probably out of date. */
export interface Mismatch {
  code: MismatchCode;
  /** JSON pointer into the effective policy. */
  at: string;
  /** What it is about, the same however the policy is ordered and whatever the numbers are: to tell old from new. */
  subject: string;
  message: string;
  hint: string;
}

/**
 * Mismatches as warnings with their lines, in the order of the file. What a section of the default policy says stands at
 * the beginning of a file that lacks the section.
 *
 * @param yaml the tenant's own file
 * @param file what the warnings call it
 */
export function mismatchDiagnostics(
  mismatches: readonly Mismatch[],
  yaml: string,
  file: string,
): Diagnostic[] {
  const { root, positionOf } = readYaml(yaml);
  return mismatches
    .map(({ code, at, message, hint }): Diagnostic => {
      const [section] = segmentsOf(at);
      const isOwn = root !== null && section !== undefined && child(root, section) !== null;
      return {
        file,
        ...(isOwn ? positionOf(nodeAtPointer(root, at).at) : { line: 1, column: 1 }),
        severity: 'warning',
        code,
        message: isOwn ? message : `${message} The default policy says so.`,
        hint,
      };
    })
    .sort((a, b) => a.line - b.line || a.column - b.column);
}
