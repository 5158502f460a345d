import type { TraceStep } from '../domain/decision.ts';
import type { TestExpectation } from '../generated/policy-test.ts';
import type { EffectivePolicy } from './effective-policy.ts';
import { fold } from './fold.ts';
import type { Mismatch } from './policy-test-result.ts';
import type { TestSubject } from './test-person.ts';

/** Compares what came of a person with what a test expects; only what is written is compared. */
export function checkExpectation(
  expected: TestExpectation,
  subject: TestSubject,
  effective: EffectivePolicy,
): Mismatch[] {
  const { account, decision } = subject;
  const isActive = account?.status === 'active' || account?.status === 'read_only';
  const deciding = namesOfDeciding(decision?.trace ?? [], effective);
  const mismatches: Mismatch[] = [];
  const compare = (what: string, wanted: string | undefined, got: string): void => {
    if (wanted !== undefined && wanted !== got) mismatches.push({ what, expected: wanted, got });
  };
  compare('role', expected.role, isActive ? (account.role ?? 'no_access') : 'no_access');
  compare('status', expected.status, account?.status ?? 'none');
  compare('in_scope', expected.in_scope?.toString(), String(subject.inScope));
  compare('held_by', expected.held_by, subject.heldBy ?? 'nothing');
  compare(
    'workspaces',
    expected.workspaces && listWorkspaces(expected.workspaces),
    listWorkspaces(isActive ? account.workspaces : []),
  );
  if (expected.by !== undefined && !deciding.includes(expected.by)) {
    mismatches.push({ what: 'by', expected: expected.by, got: list(deciding, 'nothing in the policy') });
  }
  if (expected.notifies !== undefined && !subject.notified.has(expected.notifies)) {
    mismatches.push({
      what: 'notifies',
      expected: expected.notifies,
      got: list([...subject.notified], 'nobody'),
    });
  }
  for (const [name, wanted] of Object.entries(expected.attributes ?? {})) {
    const got = account?.attributes[name];
    const isSame = wanted !== undefined && got !== undefined && fold(String(wanted)) === fold(got.toString());
    if (!isSame)
      mismatches.push({
        what: name,
        expected: String(wanted),
        got: got === undefined ? 'nothing' : got.toString(),
      });
  }
  return mismatches;
}

/** The names of the filters, groups, rules and exceptions that made the outcome what it is. */
function namesOfDeciding(trace: readonly TraceStep[], effective: EffectivePolicy): string[] {
  const pointers = trace.filter((step) => step.decisive).map((step) => step.at ?? '');
  const names = pointers.flatMap((at) => {
    let node: unknown = effective;
    for (const step of at.split('/').slice(1)) {
      node = typeof node === 'object' && node !== null ? (node as Record<string, unknown>)[step] : undefined;
    }
    const { id, name } = (node ?? {}) as { id?: unknown; name?: unknown };
    return [name, id].filter((each) => typeof each === 'string');
  });
  return [...new Set(names)];
}

function listWorkspaces(workspaces: readonly { key: string; role: string }[]): string {
  return list(workspaces.map(({ key, role }) => `${key} as ${role}`).sort(), 'none');
}

function list(texts: readonly string[], none: string): string {
  return texts.length === 0 ? none : texts.join(', ');
}
