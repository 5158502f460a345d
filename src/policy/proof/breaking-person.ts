import type { Decision, PersonFacts } from '../../domain/decision.ts';
import type { CompiledPolicy } from '../compile.ts';
import { fold } from '../fold.ts';
import { compileRedaction } from '../redact.ts';
import type { StartingPoint } from './claim-search.ts';
import { joinGiven, toResource, type GivenPerson } from './given-person.ts';
import type { PartCase } from './person-part.ts';

/** Somebody who breaks a claim, and how the service decides on them. */
export interface BreakingPerson {
  facts: PersonFacts;
  cases: readonly PartCase[];
  start: StartingPoint;
  decision: Decision;
}

const STATUSES = { active: 'active', read_only: 'read_only', gone: 'deactivated' } as const;

/** What the service would know of this person. Each case has to be one of which an example is known. */
export function toFacts(
  policy: CompiledPolicy,
  cases: readonly PartCase[],
  { groups, manualRole, promotedRole }: StartingPoint,
): PersonFacts {
  const redaction = compileRedaction(policy.effective.attributes.sensitive, fold);
  const { source, ...resource } = Object.fromEntries(
    Object.entries(givenOf(cases)).filter(([name]) => name !== 'other_admins'),
  );
  const account = cases.find((each) => each.account !== undefined)?.account;
  return {
    source: source === 'scim' || source === 'import' ? source : 'workos',
    activeInDirectory: true,
    resource: redaction.redactResource(toResource(resource)),
    groups: [...groups.groups],
    manualRole,
    promotedRole,
    account:
      account === undefined || account.is === 'none'
        ? null
        : {
            status: STATUSES[account.is],
            role: null,
            attributes: {},
            email: null,
            isLastAdministrator: account.isLastAdministrator,
          },
  };
}

/** The description of a person by all that there is to say. */
export function givenOf(cases: readonly PartCase[]): GivenPerson {
  return joinGiven(cases.map(({ given }) => given ?? {}));
}

/** The person in a line: `country US, in the group saas-admins, admin set by hand`. */
export function personInWords({ cases, start, facts }: BreakingPerson): string {
  const { groups, manualRole, promotedRole } = start;
  const named = groups.written?.map((name) => `in the group ${name}`) ?? facts.groups.map(groupInWords);
  const words = [
    ...cases.flatMap(({ says }) => says ?? []),
    ...named,
    ...(manualRole === null ? [] : [`${manualRole} set by hand`]),
    ...(promotedRole === null ? [] : [`${promotedRole} by promotion`]),
  ];
  return words.length === 0 ? 'anybody' : words.join(', ');
}

/** A group that a test cannot name: one that is called otherwise, or like another one. */
function groupInWords({ name, sourceId }: PersonFacts['groups'][number]): string {
  return name === null
    ? `in a group with the id ${sourceId} and another name`
    : `in the group ${name}, with the id ${sourceId}`;
}
