import { useKeptDraft } from '../session/kept-draft.ts';

/** A policy that somebody is writing, and the version that it is to replace. */
export interface PolicyDraft {
  yaml: string;
  over: number;
}

export interface KeptPolicyDraft {
  /** What this tab kept of the tenant; null where there is nothing that can be read. */
  read: () => PolicyDraft | null;
  /** Null: there is nothing to keep. */
  keep: (draft: PolicyDraft | null) => void;
}

export function useKeptPolicyDraft(): KeptPolicyDraft {
  const { read, keep } = useKeptDraft('policy');
  return { read: () => draftOf(read()), keep };
}

function draftOf(kept: unknown): PolicyDraft | null {
  const { yaml, over } = (kept ?? {}) as Partial<PolicyDraft>;
  return typeof yaml === 'string' && Number.isSafeInteger(over) ? { yaml, over: over ?? 0 } : null;
}
