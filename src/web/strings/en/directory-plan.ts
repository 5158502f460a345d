import { count, plural } from './counting.ts';

const people = (value: number): string => plural(value, { one: '# person', other: '# people' });

/** Of whom nothing changes before somebody has decided. */
const waits = (held: number): string[] =>
  held === 0
    ? []
    : [
        plural(held, {
          one: 'For # person it waits until somebody has decided on the page Approvals.',
          other: 'For # people it waits until somebody has decided on the page Approvals.',
        }),
      ];

/** What activating, resuming or disconnecting a directory would do, and doing it. */
export const directoryPlan = {
  activate: {
    title: (name: string) => `Activate ${name}`,
    lead: 'This is what activating would do, decided as it will be done. Nothing has happened yet.',
    action: 'Activate',
    ask: (name: string) => `Activate ${name}?`,
    happens: ({ changed, held }: { changed: number; held: number }) => [
      changed === 0
        ? 'No account changes now.'
        : `What is shown here is done to ${people(changed)}, and to nobody else.`,
      ...waits(held),
      'From then on whatever your identity provider says is applied by itself.',
    ],
    done: (name: string) => `${name} is active`,
  },
  resume: {
    title: (name: string) => `Resume ${name}`,
    lead: 'This is what was said during the pause and would be applied now. Nothing has happened yet.',
    action: 'Resume',
    ask: (name: string) => `Resume ${name}?`,
    happens: ({ changed, held }: { changed: number; held: number }) => [
      changed === 0
        ? 'No account changes now.'
        : `What is shown here is done to ${people(changed)}, and to nobody else.`,
      ...waits(held),
      'From then on whatever your identity provider says is applied by itself.',
    ],
    done: (name: string) => `${name} is active again`,
  },
  disconnect: {
    title: (name: string) => `Disconnect ${name}`,
    lead: 'A directory is disconnected for good. Choose what becomes of its people, and look at what that does.',
    action: 'Disconnect',
    ask: (name: string) => `Disconnect ${name}?`,
    happens: {
      keep: (value: number) => [
        value === 0
          ? 'Its people keep their accounts as they are.'
          : `Its people keep their accounts; something else changes for ${people(value)}, as shown.`,
        'Nothing that the identity provider says counts any more, and its tokens are refused.',
        'This cannot be undone. To sync again, a new directory is connected.',
      ],
      deactivate: (value: number, held: number) => [
        ...(value > 0
          ? [plural(value, { one: '# person loses access.', other: '# people lose access.' })]
          : []),
        ...(value + held === 0 ? ['Nobody has an account to lose.'] : []),
        ...waits(held),
        'Nothing that the identity provider says counts any more, and its tokens are refused.',
        'This cannot be undone. To sync again, a new directory is connected.',
      ],
    },
    people: 'What becomes of its people',
    keep: {
      title: 'They keep their accounts',
      text: 'Your policy goes on to decide about them, by what was last known.',
    },
    deactivate: {
      title: 'They lose access',
      text: 'They leave as anybody leaves. The last administrator stays, and where there are many, they may wait for somebody to decide.',
    },
    /** To be typed where the name has nothing that a keyboard has. */
    word: 'disconnect',
    type: (name: string) => `Type ${name} to confirm`,
    typeHint: 'So that nobody disconnects the wrong one.',
    done: (name: string) => `${name} is disconnected`,
  },
  doneText: (changed: number, held: number) => {
    if (changed + held === 0) return 'No account changes.';
    return held === 0
      ? 'Accounts follow within moments. The page Activity shows each change.'
      : `Accounts follow within moments. ${plural(held, {
          one: '# person waits for a decision on the page Approvals.',
          other: '# people wait for a decision on the page Approvals.',
        })}`;
  },
  performing: {
    label: 'It is being done',
    text: (value: number) =>
      `It is being done: each of ${people(value)} is decided on once more, so that it is exactly what you have seen. For many this takes some seconds.`,
  },
  moved: {
    title: 'Meanwhile something has changed',
    text: 'So nothing was done. This is what it would come to now: look at it again.',
  },
  refresh: 'Refresh the preview',
  working: 'Working out what would happen to each person',
  at: 'As of',
  byPolicy: (version: number) => `by policy version ${count(version)}`,
  report: 'What would happen',
  tiles: {
    join: 'Get an account',
    link: 'Linked to an account that is there',
    changed: 'Change otherwise',
    lose: 'Lose access',
    held: 'Wait for a decision',
    none: 'No access by the policy',
    ambiguous: 'Not clear who or what',
  },
  nothing: 'No account changes.',
  changes: 'Change by change',
  changesHint: 'Of everybody in your company, the most consequential first.',
  heldBy: {
    ambiguous_match: 'waits: not clear whose account it is',
    existing_account: 'waits: there is an account already',
    ambiguous_role: 'waits: not clear which role',
    sole_admin: 'waits: the last administrator',
    deactivations: 'waits: too many leave at once',
    admin_grants: 'waits: too many become administrators at once',
    emptied_group: 'waits: a group was emptied',
  },
  by: 'By',
  more: (value: number) => plural(value, { one: 'and # more person', other: 'and # more people' }),
  who: 'Whom it is about',
  showAll: 'Show all',
  naming: 'Everybody is being named',
  previous: 'Previous',
  next: 'Next',
  range: (from: number, to: number, all: number) => `${count(from)} to ${count(to)} of ${count(all)}`,
  inFile: (value: number) => plural(value, { one: '# more is in the file', other: '# more are in the file' }),
  download: 'Download everybody (CSV)',
  someone: 'Somebody without a name',
  peopleOf: (value: number) => people(value),
  noAccess: 'Who gets no access, and why',
  because: (value: number, because: string) => `${people(value)}: each ${because}.`,
  left: (value: number) => `${people(value)}: left, by the directory.`,
  unmapped: 'Groups that give nothing',
  unmappedText:
    'Your policy says nothing about these groups. Map them first if they should give roles or workspaces.',
  toMapping: 'Map groups',
  unmappedMore: (value: number) => plural(value, { one: 'and # more group', other: 'and # more groups' }),
  members: (value: number) => plural(value, { one: '# member', other: '# members' }),
  back: 'Back to the directory',
};
