import type { HoldKind } from '../../domain/change.ts';
import { isGuardKind } from '../../domain/hold-reason.ts';
import { peopleNamed, type NoticeKind } from '../../domain/notice.ts';
import type { NamedHold, NamedPerson } from '../../store/notice-people.ts';
import { plainLine } from './plain-line.ts';

/** A part of a letter: what happened, to whom and why, and what to do. Every string is one line. */
export interface Paragraph {
  /** "412 people wait to be deactivated". */
  title: string;
  groups: PeopleGroup[];
  /** Sentences. */
  advice: string[];
  /** For the command line, as they are typed. */
  commands: string[];
  links: { says: string; url: string }[];
}

export interface PeopleGroup {
  /** Why, for all of them; null where the advice says so. */
  says: string | null;
  people: { says: string; url: string | null }[];
  /** How many more there are. */
  more: number;
}

export interface Place {
  tenant: string;
  publicUrl: string;
}

/** Up to so many people each get a link to why they are as they are. */
const fewPeople = 5;

/** What waits for somebody to decide, as it is now. */
export function holdParagraph(hold: NamedHold, place: Place): Paragraph {
  const isOpen = hold.status === 'open';
  const { waits, advice } = holdWords[hold.kind];
  const id = `${hold.id} --tenant ${place.tenant}`;
  return {
    title: waits(count(hold.people, 'person', 'people'), hold.people),
    groups: [
      {
        says: sentence(
          isGuardKind(hold.kind)
            ? `${hold.people === 1 ? 'Because' : 'All because'} ${hold.cause}`
            : hold.reason,
        ),
        people: hold.named.map((person) => ({ says: nameOf(person), url: null })),
        more: Math.max(0, hold.people - hold.named.length),
      },
    ],
    advice: isOpen ? advice : [`This does not wait any more: the hold is ${hold.status}.`],
    commands: isOpen
      ? [
          `rollcall holds show ${id}`,
          `rollcall holds approve ${id} --revision ${hold.revision}`,
          `rollcall holds reject ${id} --revision ${hold.revision}`,
        ]
      : [`rollcall holds show ${id}`],
    links: [{ says: 'The hold', url: `${apiOf(place)}/holds/${hold.id}` }],
  };
}

/** What happened to people, by reason; at most `most` of them are named. */
export function noticeParagraph(
  kind: KindAboutPeople,
  groups: readonly { says: string; count: number; people: readonly NamedPerson[] }[],
  place: Place,
  most = peopleNamed,
): Paragraph {
  const total = groups.reduce((sum, group) => sum + group.count, 0);
  const withLinks = total <= fewPeople;
  let left = most;
  const shown: PeopleGroup[] = [];
  let unshown = 0;
  for (const group of groups) {
    if (left === 0) {
      unshown += group.count;
      continue;
    }
    const people = group.people.slice(0, left);
    left -= people.length;
    shown.push({
      says: sentence(group.says),
      people: people.map((person) => ({
        says: nameOf(person),
        url: withLinks && person.user_id !== null ? `${apiOf(place)}/users/${person.user_id}/why` : null,
      })),
      more: Math.max(0, group.count - people.length),
    });
  }
  if (unshown > 0) shown.push({ says: 'For other reasons.', people: [], more: unshown });
  const { title, advice, list } = noticeWords[kind];
  const only = total === 1 ? groups[0]?.people[0]?.user_id : null;
  return {
    title: title(count(total, 'person', 'people'), total),
    groups: shown,
    advice,
    commands:
      only === null || only === undefined ? [] : [`rollcall users why ${only} --tenant ${place.tenant}`],
    links: withLinks ? [] : [{ says: 'All of them', url: `${apiOf(place)}/${list}` }],
  };
}

type Title = (people: string, number: number) => string;
const wait = (number: number): string => (number === 1 ? 'waits' : 'wait');

const decide = 'Nothing changes for them until somebody approves or rejects this.';
const holdWords: Record<HoldKind, { waits: Title; advice: string[] }> = {
  deactivations: {
    waits: (people, number) => `${people} ${wait(number)} to be deactivated`,
    advice: [decide],
  },
  admin_grants: {
    waits: (people, number) =>
      `${people} ${wait(number)} to become ${number === 1 ? 'an administrator' : 'administrators'}`,
    advice: [decide],
  },
  emptied_group: {
    waits: (people, number) => `${people} ${wait(number)}: a group was emptied`,
    advice: [decide],
  },
  sole_admin: {
    waits: () => 'The last administrator would go',
    advice: [
      'Make somebody else an administrator, in the directory or by hand, and this goes through by itself.',
    ],
  },
  ambiguous_match: { waits: () => 'Somebody fits several accounts', advice: [decide] },
  existing_account: { waits: () => 'Somebody has an account from before', advice: [decide] },
  ambiguous_role: { waits: () => 'Groups give somebody different roles', advice: [decide] },
};

/** What the policy and the directory have against each other, and how directories do, has paragraphs of its own. */
type KindAboutPeople = Exclude<
  NoticeKind,
  'policy_mismatch' | 'directory_failing' | 'directory_silent' | 'token_expiring'
>;

const noticeWords: Record<KindAboutPeople, { title: Title; advice: string[]; list: string }> = {
  guard_held: { title: (people) => `${people} affected by a guard`, advice: [], list: 'holds' },
  sole_admin_blocked: {
    title: () => 'The last administrator is concerned',
    advice: ['Check that the right people administer.'],
    list: 'users?status=active',
  },
  role_granted_admin: {
    title: (people, number) => `${people} became ${number === 1 ? 'an administrator' : 'administrators'}`,
    advice: ['If you did not expect this, look at what is named as the reason.'],
    list: 'users?status=active',
  },
  deactivated: {
    title: (people, number) => `${people} ${number === 1 ? 'was' : 'were'} deactivated`,
    advice: ['They cannot sign in any more.'],
    list: 'users?status=deactivated',
  },
  read_only: {
    title: (people) => `${people} may only read from now on`,
    advice: ['They are deactivated once their time to read is over.'],
    list: 'users?status=read_only',
  },
  role_changed: {
    title: (_, number) => `${count(number, 'role', 'roles')} changed`,
    advice: [],
    list: 'users',
  },
  webhook_disabled: {
    title: () => 'A webhook endpoint was disabled',
    advice: ['Nothing is sent to it until it is enabled.'],
    list: 'outbox?status=waiting',
  },
  rule: {
    title: (people) => `A rule tells you about ${people}`,
    advice: ['A rule of the policy names this channel in its notify.'],
    list: 'users',
  },
};

function apiOf({ publicUrl, tenant }: Place): string {
  return `${publicUrl}/api/v1/tenants/${tenant}`;
}

function nameOf({ user_id, name, email, purged }: NamedPerson): string {
  const known = name === null || name === '' ? null : plainLine(name, 100);
  const address = email === null || email === '' ? null : plainLine(email, 100);
  if (known !== null && address !== null) return `${known} <${address}>`;
  if (known !== null || address !== null) return known ?? address ?? '';
  return `${purged ? 'Somebody whose data are removed' : 'Somebody without a name'}${user_id === null ? '' : `, ${user_id}`}`;
}

function sentence(text: string): string {
  const line = plainLine(text, 500);
  return /[.?…]$/.test(line) ? line : `${line}.`;
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
