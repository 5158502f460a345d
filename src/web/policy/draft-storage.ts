/** A policy that somebody is writing, and the version that it is to replace. */
export interface PolicyDraft {
  yaml: string;
  over: number;
}

const keyOf = (tenant: string): string => `rollcall.policy.${tenant}`;

/** What this tab kept of a tenant; null where there is nothing that can be read. */
export function readDraft(storage: Pick<Storage, 'getItem'>, tenant: string): PolicyDraft | null {
  try {
    const kept = JSON.parse(storage.getItem(keyOf(tenant)) ?? 'null') as Partial<PolicyDraft> | null;
    if (typeof kept?.yaml !== 'string' || !Number.isSafeInteger(kept.over)) return null;
    return { yaml: kept.yaml, over: kept.over ?? 0 };
  } catch {
    return null;
  }
}

/** Keeps it for as long as the tab is open; null: there is nothing to keep. A storage that is full or closed keeps nothing. */
export function keepDraft(
  storage: Pick<Storage, 'setItem' | 'removeItem'>,
  tenant: string,
  draft: PolicyDraft | null,
): void {
  try {
    if (draft === null) storage.removeItem(keyOf(tenant));
    else storage.setItem(keyOf(tenant), JSON.stringify(draft));
  } catch {
    // The page goes on; leaving it still warns.
  }
}
