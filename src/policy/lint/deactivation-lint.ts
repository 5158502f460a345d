import { append, error, quoted, warning, type Finding } from '../finding.ts';
import { child, itemsAt, textAt, type SourceNode } from '../source-node.ts';
import { lintCondition } from './condition-lint.ts';
import { comparisonsIn } from './condition-shape.ts';
import { duplicateNames } from './filters-lint.ts';
import type { PolicyWords } from './policy-words.ts';
import { writtenMs } from './written-duration.ts';

/** The document's own `deactivation`. */
export function lintDeactivation(root: SourceNode, words: PolicyWords | null): Finding[] {
  const deactivation = child(root, 'deactivation');
  if (!deactivation?.entries) return [];
  const exceptions = itemsAt(deactivation, 'exceptions');
  const never = { code: 'exception_never_matches', says: 'This exception never matches' };
  const findings = duplicateNames(exceptions, 'exception');
  for (const exception of exceptions) {
    const when = child(exception, 'when');
    if (!when) continue;
    append(findings, lintCondition(when, { stage: 'deactivation', never }, words));
    append(findings, endsWithLeaving(when));
  }
  return [...findings, ...lintModes(deactivation, exceptions), ...lintTimes(deactivation)];
}

/** Whoever has left is no administrator any more, and so another exception would count from then on. */
function endsWithLeaving(when: SourceNode): Finding[] {
  return comparisonsIn(when)
    .filter(({ kind, subject }) => kind === 'fact' && subject.value === 'is_last_admin')
    .map(({ subject }) =>
      warning(
        subject.at,
        'passing_fact',
        'is_last_admin is over once the person has left, and so is this exception.',
        'Ask for something that lasts, such as the role, a group or an attribute.',
      ),
    );
}

/** What a mode needs beside it, by the name of the section. */
const SECTION_OF_MODE = {
  grace: { needs: 'after how long the data are purged', example: 'grace: { delete_after: 30d }' },
  read_only: { needs: 'for how long', example: 'read_only: { for: 14d }' },
} as const;

function lintModes(deactivation: SourceNode, exceptions: readonly SourceNode[]): Finding[] {
  const modes = [deactivation, ...exceptions]
    .map((place) => child(place, 'mode'))
    .filter((mode) => mode !== null);
  const findings: Finding[] = [];
  for (const [mode, { needs, example }] of Object.entries(SECTION_OF_MODE)) {
    const users = modes.filter(({ value }) => value === mode);
    const section = child(deactivation, mode);
    if (section === null) {
      for (const { at } of users) {
        findings.push(
          error(
            at,
            'mode_without_section',
            `The mode ${mode} has to say ${needs}.`,
            `Add ${example} under deactivation.`,
          ),
        );
      }
    } else if (users.length === 0) {
      findings.push(
        warning(
          section.keyAt,
          'unused_key',
          `Nobody leaves by the mode ${mode} here, so ${mode} has no effect.`,
          `Write mode: ${mode}, here or in an exception, or remove it.`,
        ),
      );
    }
  }
  const retain = child(deactivation, 'retain_data');
  const isGraceForAll =
    textAt(deactivation, 'mode') === 'grace' &&
    exceptions.every((exception) => textAt(exception, 'mode') === 'grace');
  if (retain && isGraceForAll) {
    findings.push(
      warning(
        retain.keyAt,
        'unused_key',
        'Everyone leaves by the mode grace here, where grace.delete_after counts, so retain_data has no effect.',
        'Remove one of the two.',
      ),
    );
  }
  return findings;
}

function lintTimes(deactivation: SourceNode): Finding[] {
  const findings: Finding[] = [];
  const readOnly = child(deactivation, 'read_only', 'for');
  if (readOnly && writtenMs(readOnly) === 0) {
    findings.push(
      error(
        readOnly.at,
        'no_time',
        `For ${quoted(readOnly.value)}, nobody reads anything.`,
        'Write a time such as 14d, or mode: immediate.',
      ),
    );
  }
  for (const node of [child(deactivation, 'grace', 'delete_after'), child(deactivation, 'retain_data')]) {
    if (node === null || writtenMs(node) !== 0) continue;
    findings.push(
      warning(
        node.at,
        'purged_at_once',
        'The data of whoever leaves are purged at once: a mistake in the directory cannot be undone.',
        'Write a time such as 30d.',
      ),
    );
  }
  return findings;
}
