import type { FoundProblem, ProblemCode } from './directory-problem.ts';
import { unlisted } from './upstream-state.ts';

interface ForCustomers {
  /** Where what is the matter is said otherwise, too. */
  says?: string;
  nextStep: string;
}

/** The same problem, said to an administrator of the customer: what they can do themselves, and whom to ask else. */
export function forCustomers(problem: FoundProblem, upstreamState: string | null): FoundProblem {
  if (problem.code === 'deleted_upstream' && upstreamState === unlisted) return { ...problem, ...notListed };
  return { ...problem, ...words[problem.code] };
}

const moving =
  'If you are moving, connect the new directory first. Then disconnect this one under Directory Sync: before anything is done, you see what it does to whom.';

const notListed: ForCustomers = {
  says: 'The directory is not connected any more, so no news will come. Nobody was touched: accounts stay as they are until somebody decides.',
  nextStep: moving,
};

const newToken = 'Make a token under Directory Sync, and put it into your identity provider.';

const words: Readonly<Record<ProblemCode, ForCustomers>> = {
  deleted_upstream: { nextStep: moving },
  unlinked: {
    nextStep:
      'If that is not meant, switch the connection on again, and start a resync under Directory Sync. If it is, disconnect the directory there, and say what happens to its people.',
  },
  invalid_credentials: {
    nextStep:
      'Renew the credentials: make a link under Directory Sync, and follow it. What was missed comes by itself afterwards, or with a resync.',
  },
  token_expired: { nextStep: newToken },
  token_missing: { nextStep: newToken },
  token_refused: {
    nextStep: 'Put the valid token into your identity provider, or make a new one under Directory Sync.',
  },
  token_expiring: {
    nextStep:
      'Make another token under Directory Sync, put it into your identity provider, see that it is used, and revoke this one.',
  },
  token_unused: {
    nextStep:
      'Put it into your identity provider, or revoke it under Directory Sync: what nobody uses should open nothing.',
  },
  events_set_aside: {
    nextStep:
      'Where the sentence below names something at your identity provider, mend it there: it then sends it anew. Anything else those who run Rollcall try again; ask them if it stays.',
  },
  events_delayed: {
    nextStep:
      'Wait a while: it goes on by itself. If it takes longer than an hour, tell those who run Rollcall.',
  },
  events_late: {
    nextStep:
      'See how often your identity provider sends; some send at fixed times only. If it sends at once, tell those who run Rollcall.',
  },
  policy_unusable: {
    says: 'The policy in force cannot be loaded, so nothing is decided and events wait. Accounts stay as they are.',
    nextStep:
      'Tell those who run Rollcall. Nothing is lost: what waits is applied once the policy is mended.',
  },
  policy_refused: {
    says: 'A newer policy was not put in force. The version before it still counts.',
    nextStep: 'Nothing has to be done here: those who run Rollcall are told as well.',
  },
  resync_failed: {
    nextStep: 'Start it again under Directory Sync. If it fails again, tell those who run Rollcall.',
  },
  resync_drift: {
    nextStep: 'Nothing has to be done. If it happens again, tell those who run Rollcall.',
  },
  silent: {
    nextStep:
      'See whether provisioning still runs in your identity provider, or make a change there and see whether it arrives. A holiday is a good reason, too.',
  },
  first_sync_missing: {
    nextStep:
      'Go on with its setup under Directory Sync: it says step by step what is missing, most often that nobody is assigned to the application yet.',
  },
  testing_long: {
    nextStep: 'Look at what activating would do, under Directory Sync, and activate it; or disconnect it.',
  },
  paused_long: {
    nextStep: 'Look at what resuming would do, under Directory Sync, and resume it; or disconnect it.',
  },
};
