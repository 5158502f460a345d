import type { DirectoryFacts } from './directory-facts.ts';
import { worstFirst, type FoundProblem, type ProblemCode } from './directory-problem.ts';
import { tokenProblems } from './token-problems.ts';
import { learnSilence } from './usual-silence.ts';
import { unlisted } from './upstream-state.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** From when on something is a problem. docs/health.md has them in words. */
export const healthLimits = {
  waitingMs: 10 * minuteMs,
  waitingFailingMs: hourMs,
  /** Events of the last day, in different hours, before their being late says anything. */
  lateEvents: 20,
  lateHours: 6,
  driftMs: 7 * dayMs,
  firstNewsMs: 3 * dayMs,
  firstPeopleMs: dayMs,
  testingMs: 14 * dayMs,
  pausedMs: 7 * dayMs,
} as const;

/** What is wrong with a directory, the worst first. Pure. One that is disconnected has no problems. */
export function findProblems(facts: DirectoryFacts, now: Date): FoundProblem[] {
  if (facts.life === 'disconnected') return [];
  const found = [
    ...upstreamProblems(facts),
    ...(facts.source === 'scim' ? tokenProblems(facts, now) : []),
    ...eventProblems(facts, now),
    ...policyProblems(facts, now),
    ...resyncProblems(facts, now),
    ...startProblems(facts, now),
  ];
  return worstFirst([...found, ...silence(facts, found, now)]);
}

function upstreamProblems({ upstream, createdAt }: DirectoryFacts): FoundProblem[] {
  const problem = (code: ProblemCode, says: string, nextStep: string): FoundProblem[] => [
    { code, severity: 'failing', since: upstream.at ?? createdAt, says, nextStep },
  ];
  switch (upstream.state) {
    case 'invalid_credentials':
      return problem(
        'invalid_credentials',
        "The identity provider refuses the connection's credentials, so no news comes. Nobody's account is touched by this; who leaves keeps access until it works again.",
        'Have an administrator of the customer renew the credentials: send them a setup link. What was missed comes by itself afterwards, or with a resync.',
      );
    case 'inactive':
    case 'unlinked':
      return problem(
        'unlinked',
        'The connection is switched off at the source, so no news comes. Accounts stay as they are; who leaves keeps access.',
        'Ask the customer whether that is meant. If not, have the connection switched on again and start a resync; if it is, disconnect the directory and say what happens to its people.',
      );
    case 'deleting':
    case 'deleted':
      return problem(
        'deleted_upstream',
        'The directory was deleted at the source, so no news will come. Nobody was touched: accounts stay as they are until somebody decides.',
        'Ask the customer. If they are moving, set up the new directory first; then plan to disconnect this one, look at what that does to people, and disconnect it.',
      );
    case unlisted:
      return problem(
        'deleted_upstream',
        'WorkOS does not list the directory any more, so no news will come: it was deleted there, or WORKOS_API_KEY is of another environment. Nobody was touched: accounts stay as they are until somebody decides.',
        'Look for it in the WorkOS dashboard, in the environment of WORKOS_API_KEY. If it is gone, ask the customer, plan to disconnect this one, look at what that does to people, and disconnect it.',
      );
    default:
      return [];
  }
}

function eventProblems({ waiting, setAside, lastDay }: DirectoryFacts, now: Date): FoundProblem[] {
  const found: FoundProblem[] = [];
  if (setAside.oldestAt !== null) {
    found.push({
      code: 'events_set_aside',
      severity: 'failing',
      since: setAside.oldestAt,
      says: `${events(setAside.events)} could not be applied, so what ${setAside.events === 1 ? 'it says' : 'they say'} is missing from the accounts.`,
      nextStep:
        'Read why each was set aside, mend the cause, and try them again; or dismiss them with a reason.',
    });
  }
  const waitedMs = waiting.oldestAt === null ? 0 : now.getTime() - waiting.oldestAt.getTime();
  if (waiting.oldestAt !== null && waitedMs > healthLimits.waitingMs) {
    found.push({
      code: 'events_delayed',
      severity: waitedMs > healthLimits.waitingFailingMs ? 'failing' : 'attention',
      since: waiting.oldestAt,
      says: `${events(waiting.events)} ${waiting.events === 1 ? 'waits' : 'wait'} to be applied, the oldest for ${longest(waitedMs)}. Nothing is lost; what ${waiting.events === 1 ? 'it says' : 'they say'} is not in the accounts yet.`,
      nextStep:
        'See that processes are running and the database answers, and whether their number still falls.',
    });
  }
  const { lateEvents, lateHours } = healthLimits;
  if (lastDay.events >= lateEvents && lastDay.hours >= lateHours && lastDay.late * 2 > lastDay.events) {
    found.push({
      code: 'events_late',
      severity: 'attention',
      since: new Date(now.getTime() - dayMs),
      says: `Of ${events(lastDay.events)} in the last day, ${lastDay.late} took effect more than an hour after they came about at the identity provider.`,
      nextStep:
        'See whether the delay is here (events that wait) or before: how often does the identity provider send?',
    });
  }
  return found;
}

function policyProblems({ policy }: DirectoryFacts, now: Date): FoundProblem[] {
  const found: FoundProblem[] = [];
  if (!policy.usable) {
    found.push({
      code: 'policy_unusable',
      severity: 'failing',
      since: now,
      says: 'The policy in force cannot be loaded by this version of Rollcall, so nothing is decided and events wait. Accounts stay as they are.',
      nextStep: 'Check the policy, and put a version in force that passes.',
    });
  }
  if (policy.refusedAt !== null) {
    found.push({
      code: 'policy_refused',
      severity: 'attention',
      since: policy.refusedAt,
      says: 'The policy file of the tenant was not put in force at the last start. The version before it still counts.',
      nextStep: 'Run the check of policies, mend the file, and push it or start again.',
    });
  }
  return found;
}

function resyncProblems({ resync }: DirectoryFacts, now: Date): FoundProblem[] {
  if (resync === null) return [];
  if (resync.state === 'failed') {
    return [
      {
        code: 'resync_failed',
        severity: 'failing',
        since: resync.finishedAt,
        says: 'The last resync failed, so what was missed before it is still missing. News that comes is applied as ever.',
        nextStep: 'Read why it failed, and start it again.',
      },
    ];
  }
  const { people, groups, memberships } = resync;
  const isRecent = now.getTime() - resync.finishedAt.getTime() <= healthLimits.driftMs;
  if (!resync.comparesKnown || !isRecent || people + groups + memberships === 0) return [];
  const counts = [
    counted(people, 'person', 'people'),
    counted(groups, 'group', 'groups'),
    counted(memberships, 'membership', 'memberships'),
  ];
  return [
    {
      code: 'resync_drift',
      severity: 'attention',
      since: resync.finishedAt,
      says: `The last resync found what no news had told: ${listed(counts.filter((each) => each !== null))} differed. They were brought in line, guards included.`,
      nextStep:
        'If it happens again, look at which news does not come: webhooks that get lost, or changes of which the identity provider sends nothing.',
    },
  ];
}

function startProblems(facts: DirectoryFacts, now: Date): FoundProblem[] {
  const { life, lifeSince, createdAt, source, hasPeople, upstream } = facts;
  const lifeMs = now.getTime() - lifeSince.getTime();
  const ageMs = now.getTime() - createdAt.getTime();
  const found: FoundProblem[] = [];
  const missing = (says: string, nextStep: string): void => {
    found.push({ code: 'first_sync_missing', severity: 'attention', since: createdAt, says, nextStep });
  };
  if (life === 'setting_up') {
    // Whoever imports files does so when they like.
    if (source !== 'import' && ageMs > healthLimits.firstNewsMs && upstreamProblems(facts).length === 0) {
      missing(
        'The directory was set up, and nothing has come from it yet.',
        source === 'scim'
          ? 'Ask the customer whether the URL and the token are entered and provisioning is switched on.'
          : 'Ask the customer whether they have been through the setup link to its end.',
      );
    }
    return found;
  }
  if (
    !hasPeople &&
    source !== 'import' &&
    ageMs > healthLimits.firstPeopleMs &&
    upstreamProblems(facts).length === 0
  ) {
    missing(
      upstream.state === 'validating'
        ? 'The connection is still being validated, and nobody has come yet.'
        : 'The directory has been heard of, and nobody has come from it yet.',
      'Ask the customer to assign people or groups to the application in their identity provider.',
    );
  }
  if (life === 'testing' && lifeMs > healthLimits.testingMs) {
    found.push({
      code: 'testing_long',
      severity: 'attention',
      since: lifeSince,
      says: `The directory has been in testing for ${longest(lifeMs)}: what it says is kept, and no account follows it.`,
      nextStep: 'Look at its plan and activate it, or disconnect it.',
    });
  }
  if (life === 'paused' && lifeMs > healthLimits.pausedMs) {
    found.push({
      code: 'paused_long',
      severity: 'attention',
      since: lifeSince,
      says: `The directory has been paused for ${longest(lifeMs)}: who joined since has no account, and roles stay as they were.`,
      nextStep: 'Look at what resuming would do, and resume it; or disconnect it.',
    });
  }
  return found;
}

/** What explains a silence is said instead of it. */
const explains: ReadonlySet<ProblemCode> = new Set([
  'invalid_credentials',
  'unlinked',
  'deleted_upstream',
  'token_expired',
  'token_missing',
  'token_refused',
]);

function silence({ life, heard }: DirectoryFacts, found: readonly FoundProblem[], now: Date): FoundProblem[] {
  if (life !== 'active' && life !== 'paused') return [];
  if (found.some(({ code }) => explains.has(code))) return [];
  const usual = learnSilence(heard);
  if (usual === null || now < usual.silentAt) return [];
  const silentMs = now.getTime() - usual.lastAt.getTime();
  return [
    {
      code: 'silent',
      severity: 'attention',
      since: usual.lastAt,
      says: `Nothing has come from the directory for ${longest(silentMs)}; a pause of ${longest(usual.usualMs)} is what is usual for it.`,
      nextStep:
        'Ask the customer whether provisioning still runs in their identity provider, or make a change there and see whether it arrives. A holiday is a good reason, too.',
    },
  ];
}

function events(count: number): string {
  return count === 1 ? '1 event' : `${count} events`;
}

/** "3 people", or null for none. */
function counted(count: number, one: string, many: string): string | null {
  return count === 0 ? null : `${count} ${count === 1 ? one : many}`;
}

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}

/** A duration in its largest unit, rounded down: "26 hours", "12 days". */
export function longest(ms: number): string {
  const [unit, size] = (
    [
      ['day', dayMs],
      ['hour', hourMs],
      ['minute', minuteMs],
    ] as const
  ).find(([, size]) => ms >= 2 * size) ?? ['minute', minuteMs];
  const count = Math.max(1, Math.floor(ms / size));
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
