import type { PolicyPlace, WhyNot, WhyNotChange, WhyNotWay } from '../generated/api.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import { MOST_CHANGES, type Way } from '../policy/why-not/search-ways.ts';
import { whyNot } from '../policy/why-not/why-not.ts';
import { isGiven, parseWish, wishesInWords, wishInWords, type Wish } from '../policy/why-not/wish.ts';
import type { Explanation } from '../reconcile/explanation.ts';
import type { ShowPlace } from './policy-places.ts';
import type { Masks } from './why-masks.ts';
import { shownChange } from './why-not-in-words.ts';

/**
 * Why somebody does not have what is asked, and the smallest change that would give it.
 *
 * @param called what to call them in the sentence
 * @throws RollcallError invalid_request where what is asked cannot be read, or the catalog has no such role
 */
export async function showWhyNot(
  explanation: Explanation,
  { asked, called, show, masks }: { asked: string; called: string; show: ShowPlace; masks: Masks },
): Promise<WhyNot> {
  const wish = readWish(asked, explanation);
  const what = wishInWords(wish);
  const { decision, account, facts, policy, agreement } = explanation;
  const has = hasAlready(explanation, wish);
  const nothing = { asked, because: null, policy: null, ways: [], in_the_way: [], complete: true };
  if (has) {
    const kept = decision !== null && !isGiven(decision, wish) && agreement?.agrees === false;
    return { ...nothing, has, says: `${called} is ${what}.${kept ? ` ${agreement.says}` : ''}` };
  }
  if (facts === null || decision === null) {
    const because =
      account === null && explanation.isPast
        ? 'nothing was known of them then'
        : 'no directory says anything of them';
    const byHand = wish.kind === 'role' && account?.status === 'active' && !explanation.isPast;
    const change: WhyNotChange = { kind: 'set_role', says: `setting the role ${what} by hand`, policy: null };
    const ways = byHand ? [{ says: change.says, changes: [change] }] : [];
    return { ...nothing, has, because, ways, says: says(called, what, because, null, ways) };
  }
  if (isGiven(decision, wish)) {
    const because = agreement?.agrees === false ? agreement.says : 'the account is not in line yet';
    const ways = waysToDecided(explanation);
    return {
      ...nothing,
      has,
      because,
      ways,
      says: [`${called} is not ${what}, though it is decided.`, because, ...waysInWords(ways)].join(' '),
    };
  }
  const found = await whyNot(policy.compiled, policy.catalog, facts, wish);
  const ways = found.ways.map((way) => shownWay(way, show, masks));
  const because = found.cause?.because ?? 'nothing gives it';
  const place = found.cause?.at == null ? null : show(found.cause.at);
  const inTheWay = found.inTheWay.map(({ says: line, at }) => ({ says: line, policy: show(at) }));
  const blocked = inTheWay.map(({ says: line, policy: at }) => `${line.replace(/\.$/, '')}${lineOf(at)}.`);
  const sentence = says(called, what, because, place, ways);
  return {
    asked,
    has,
    says: [
      sentence,
      ...(ways.length === 0 ? [noWay] : []),
      ...blocked,
      ...(found.isComplete ? [] : [incomplete]),
    ].join(' '),
    because,
    policy: place,
    ways,
    in_the_way: inTheWay,
    complete: found.isComplete,
  };
}

const noWay = `Nothing was found that would give it, with up to ${MOST_CHANGES} changes.`;
const incomplete = 'There were too many combinations to try all of them.';

function readWish(asked: string, { policy }: Explanation): Wish {
  const wish = parseWish(asked);
  if (wish === null) {
    throw new RollcallError('invalid_request', `What is asked reads like one of these: ${wishesInWords}.`);
  }
  const { roles, workspace_roles = [] } = policy.catalog;
  const known = wish.kind === 'workspace' ? workspace_roles : roles;
  const role = wish.kind === 'access' ? null : wish.role;
  if (role !== null && !known.some(({ key }) => key === role)) {
    const keys = known.map(({ key }) => key).join(', ');
    throw new RollcallError(
      'invalid_request',
      `There is no ${wish.kind === 'workspace' ? 'workspace role' : 'role'} of this name. The catalog has: ${keys}.`,
    );
  }
  return wish;
}

function hasAlready({ account }: Explanation, wish: Wish): boolean {
  if (account?.status !== 'active') return false;
  switch (wish.kind) {
    case 'access':
      return true;
    case 'role':
      return account.role === wish.role;
    case 'workspace':
      return account.workspaces.some(
        ({ key, role }) => key === wish.key && (wish.role === null || role === wish.role),
      );
  }
}

/** What lets through what is decided and not done. */
function waysToDecided({ hold, person, today, isPast }: Explanation): WhyNotWay[] {
  const change = (kind: WhyNotChange['kind'], clause: string): WhyNotWay => ({
    says: clause,
    changes: [{ kind, says: clause, policy: null }],
  });
  if (hold?.status === 'open') {
    if (hold.kind === 'ambiguous_match' || hold.kind === 'existing_account') {
      return [change('answer_hold', `saying whose account it is, by approving the hold ${hold.id}`)];
    }
    return [change('answer_hold', `approving the hold ${hold.id}`)];
  }
  if (hold !== null) return [change('wait', 'something new about them from the directory')];
  if (person?.directory_state === 'testing' || person?.directory_state === 'setting_up') {
    return [change('activate_directory', `activating the directory ${person.directory_id}`)];
  }
  if (person?.directory_state === 'paused') {
    return [change('wait', `resuming the directory ${person.directory_id}, which is paused`)];
  }
  const settles = today?.timers.find(({ kind }) => kind === 'demotion');
  if (settles && !isPast) return [change('wait', `waiting until ${settles.dueAt.toISOString()}`)];
  return [];
}

function shownWay(way: Way, show: ShowPlace, masks: Masks): WhyNotWay {
  const changes = way.map((move) => shownChange(move, show, masks));
  const clauses = changes.map(({ says: clause, policy }) => `${clause}${lineOf(policy)}`);
  return { says: joined(clauses), changes };
}

/** `someone@acme.com is not admin, because they are in no group that gives it. It would take: joining saas-admins (acme.policy.yaml:34).` */
function says(
  called: string,
  what: string,
  because: string,
  place: PolicyPlace | null,
  ways: readonly WhyNotWay[],
): string {
  return [`${called} is not ${what}, because ${because}${lineOf(place)}.`, ...waysInWords(ways)].join(' ');
}

function waysInWords(ways: readonly WhyNotWay[]): string[] {
  return ways.map(({ says: way }, i) => `${i === 0 ? 'It would take' : 'Or'}: ${way}.`);
}

function lineOf(place: PolicyPlace | null): string {
  if (place === null) return '';
  return place.line === null ? ` (${place.file})` : ` (${place.file}:${place.line})`;
}

function joined(clauses: readonly string[]): string {
  return clauses.length < 2
    ? clauses.join('')
    : `${clauses.slice(0, -1).join(', ')} and ${clauses.at(-1) ?? ''}`;
}
