/** Everything that can be wrong with a directory. What each means, and what to do, is in docs/health.md. */
export const problemCodes = [
  'deleted_upstream',
  'unlinked',
  'invalid_credentials',
  'token_expired',
  'token_missing',
  'token_refused',
  'events_set_aside',
  'events_delayed',
  'policy_unusable',
  'resync_failed',
  'silent',
  'events_late',
  'resync_drift',
  'token_expiring',
  'token_unused',
  'policy_refused',
  'first_sync_missing',
  'testing_long',
  'paused_long',
] as const;
export type ProblemCode = (typeof problemCodes)[number];

/** What can be wrong with the installation, and with no directory in particular. */
export const installationProblemCodes = ['poller_behind'] as const;
export type InstallationProblemCode = (typeof installationProblemCodes)[number];

/** `failing`: what the directory says does not reach the accounts. `attention`: it does, and somebody should look. */
export type ProblemSeverity = 'attention' | 'failing';

export type HealthState = 'ok' | ProblemSeverity;

/** Something that is wrong now, in plain words. */
export interface FoundProblem<Code = ProblemCode> {
  code: Code;
  severity: ProblemSeverity;
  since: Date;
  /** What is the matter: a sentence or two. It holds no personal value. */
  says: string;
  /** What to do about it. */
  nextStep: string;
}

/** The state that these problems come to together. */
export function healthOf(problems: readonly Pick<FoundProblem, 'severity'>[]): HealthState {
  if (problems.some(({ severity }) => severity === 'failing')) return 'failing';
  return problems.length > 0 ? 'attention' : 'ok';
}

/** The worst first, and among equals in the order of `problemCodes`. */
export function worstFirst<Problem extends Pick<FoundProblem, 'severity' | 'code'>>(
  problems: readonly Problem[],
): Problem[] {
  const rank = ({ severity, code }: Problem): number =>
    (severity === 'failing' ? 0 : problemCodes.length) + problemCodes.indexOf(code);
  return problems.toSorted((a, b) => rank(a) - rank(b));
}

/** Where the documentation says what to do: a page and the section in it. */
export function runbookOf(code: ProblemCode | InstallationProblemCode): string {
  return `docs/operations.md#${sections[code]}`;
}

/** The anchors of the headings in docs/operations.md; a test holds them against the page. */
const sections: Record<ProblemCode | InstallationProblemCode, string> = {
  deleted_upstream: 'a-directory-was-deleted-at-its-source',
  unlinked: 'a-connection-is-switched-off',
  invalid_credentials: 'an-identity-provider-refuses-the-connection',
  token_expired: 'no-token-opens-a-directory',
  token_missing: 'no-token-opens-a-directory',
  token_refused: 'a-token-is-refused',
  events_set_aside: 'events-are-set-aside',
  events_delayed: 'events-wait-too-long',
  policy_unusable: 'a-policy-in-force-cannot-be-loaded',
  resync_failed: 'a-resync-fails',
  silent: 'a-directory-is-silent',
  events_late: 'news-comes-late',
  resync_drift: 'a-resync-found-drift',
  token_expiring: 'a-token-expires-soon',
  token_unused: 'a-token-was-never-used',
  policy_refused: 'a-policy-file-is-not-in-force',
  first_sync_missing: 'a-first-sync-does-not-come',
  testing_long: 'a-directory-is-in-testing-or-paused-for-long',
  paused_long: 'a-directory-is-in-testing-or-paused-for-long',
  poller_behind: 'events-of-workos-are-not-read',
};
