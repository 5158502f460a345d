/** The id of the session that this page began with; null until it is known. */
let sessionId: string | null = null;

/**
 * From now on everything that this page asks says whose page it is: where another link was opened in the same browser, or
 * somebody signed in anew, the service refuses it (401), and nothing is done in another tenant or under another name.
 */
export function beginSession(id: string | null): void {
  sessionId ??= id;
}

export function sessionOfPage(): string | null {
  return sessionId;
}
