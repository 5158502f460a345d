import { error, warning, type Finding } from '../finding.ts';
import { child, itemsAt, type SourceNode } from '../source-node.ts';
import type { PolicyWords } from './policy-words.ts';
import { DAY_MS, HOUR_MS, writtenMs } from './written-duration.ts';

const LONGEST_WINDOW_MS = 30 * DAY_MS;
const SHORTEST_ANSWER_MS = HOUR_MS;

/**
 * The document's own `guards`.
 *
 * @param lifts whether the default policy has guards: then an empty section is how a tenant does without them
 */
export function lintGuards(root: SourceNode, words: PolicyWords | null, lifts: boolean): Finding[] {
  const guards = child(root, 'guards');
  if (!guards?.entries) return [];
  const deactivations = child(guards, 'deactivations');
  const grants = child(guards, 'admin_grants');
  const emptied = child(guards, 'emptied_group');
  if (!deactivations && !grants && !emptied) {
    if (lifts && guards.entries.size === 0) return [];
    return [
      warning(
        guards.keyAt,
        'guards_without_guard',
        'guards holds nothing: there is no guard below it.',
        'Add deactivations, admin_grants or emptied_group, or remove guards.',
      ),
    ];
  }
  return [
    ...lintDeactivations(deactivations),
    ...lintWindow(child(deactivations, 'within'), 'leavers', '1h'),
    ...lintWindow(child(grants, 'within'), 'new administrators', '24h'),
    ...lintEmptied(emptied, words),
    ...lintUnanswered(child(guards, 'unanswered', 'after')),
  ];
}

function lintDeactivations(guard: SourceNode | null): Finding[] {
  const percent = child(guard, 'percent');
  const atLeast = child(guard, 'at_least');
  const findings: Finding[] = [];
  if (percent?.value === 100) {
    findings.push(
      error(
        percent.at,
        'guard_never_holds',
        'More than 100 percent of the accounts are never there to leave, so this guard holds nobody.',
        'Write a smaller share, such as 10.',
      ),
    );
  }
  if (atLeast?.value === 1) {
    findings.push(
      warning(
        atLeast.at,
        'guard_holds_everyone',
        'In a small tenant one person is a large share: with at_least: 1, whoever leaves it is held.',
        'Write how many leavers at once are no longer ordinary, such as 10.',
      ),
    );
  }
  return findings;
}

function lintWindow(within: SourceNode | null, whom: string, example: string): Finding[] {
  const ms = writtenMs(within);
  if (within === null || ms === null) return [];
  if (ms === 0) {
    return [
      error(within.at, 'no_time', 'In no time nothing is counted.', `Write a time such as ${example}.`),
    ];
  }
  if (ms <= LONGEST_WINDOW_MS) return [];
  return [
    warning(
      within.at,
      'long_window',
      `Over so long a time also ordinary ${whom} add up to a surge.`,
      `Write a shorter time, such as ${example}.`,
    ),
  ];
}

function lintEmptied(guard: SourceNode | null, words: PolicyWords | null): Finding[] {
  if (!guard) return [];
  const hadAtLeast = child(guard, 'had_at_least');
  if (hadAtLeast?.value === 1) {
    return [
      warning(
        hadAtLeast.at,
        'guard_holds_everyone',
        'A group with one member is emptied by one who leaves it, and that one is held.',
        'Write a larger number, such as 10.',
      ),
    ];
  }
  if (!words || itemsAt(words.section('groups'), 'map').length > 0) return [];
  return [
    warning(
      guard.keyAt,
      'unused_key',
      'groups.map names no group, so none that matters can be emptied.',
      'Map groups, or remove emptied_group.',
    ),
  ];
}

function lintUnanswered(after: SourceNode | null): Finding[] {
  const ms = writtenMs(after);
  if (after === null || ms === null || ms >= SHORTEST_ANSWER_MS) return [];
  if (ms === 0) {
    const says = 'Nobody can answer in no time.';
    return [error(after.at, 'no_time', says, 'Write a time such as 72h.')];
  }
  return [
    warning(
      after.at,
      'short_answer',
      'Within so short a time hardly anyone has seen what is held.',
      'Write a time such as 72h.',
    ),
  ];
}
