/** What a check found. `skipped`: there was nothing to look at, or no way to. */
export interface Finding {
  status: 'ok' | 'warning' | 'problem' | 'skipped';
  /** One sentence: what is the case. */
  says: string;
  /** What to do about it; null where nothing is to be done. */
  todo: string | null;
}

export function ok(says: string): Finding {
  return { status: 'ok', says, todo: null };
}

export function skipped(says: string): Finding {
  return { status: 'skipped', says, todo: null };
}

export function warning(says: string, todo: string): Finding {
  return { status: 'warning', says, todo };
}

export function problem(says: string, todo: string): Finding {
  return { status: 'problem', says, todo };
}
