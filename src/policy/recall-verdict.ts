import type { CompiledPolicy } from './compile.ts';
import { reachVerdict, type VerdictInput } from './reach-verdict.ts';
import type { Verdict } from './verdict.ts';

/**
 * Reaches a verdict, or remembers it: per policy by exactly what it depends on, which is whether each comparison of the
 * policy holds for the person, the mapped groups, the role given by hand or by promotion and the state of the account. Verdicts that are
 * still being reached are shared as well.
 */
export async function recallVerdict(policy: CompiledPolicy, input: VerdictInput): Promise<Verdict> {
  const key = keyOf(policy, input);
  const kept = policy.memo.get(key);
  if (kept) return kept;
  const reaching = policy.reaching.get(key) ?? reachAndKeep(policy, input, key);
  policy.reaching.set(key, reaching);
  return reaching;
}

async function reachAndKeep(policy: CompiledPolicy, input: VerdictInput, key: string): Promise<Verdict> {
  try {
    const verdict = await reachVerdict(policy, input);
    policy.memo.set(key, verdict, { size: key.length + JSON.stringify(verdict).length });
    return verdict;
  } finally {
    policy.reaching.delete(key);
  }
}

function keyOf(policy: CompiledPolicy, input: VerdictInput): string {
  const { active, known, mapped, manualRole, promotedRole, account } = input;
  let held = '';
  for (const { subject, matches } of policy.leavesFromStart) {
    held += matches(known.get(subject) ?? null) ? '1' : '0';
  }
  const groups = mapped.map(({ place, groups }) => [place, groups]);
  return JSON.stringify([active, held, groups, manualRole, promotedRole, account.is, account.role]);
}
