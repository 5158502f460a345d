import { count, plural } from './counting.ts';

/** The page Approvals: changes that wait for somebody to decide. */
export const approvals = {
  title: 'Approvals',
  lead: 'Changes that wait for somebody to decide, with the reason. Until then everybody they are about stays as they are.',
  table: 'Approvals',
  columns: {
    what: 'What waits',
    people: 'People',
    since: 'Since',
    due: 'If nobody answers',
    state: 'State',
  },
  show: 'Show',
  showing: { open: 'Waiting', approved: 'Approved', rejected: 'Rejected', expired: 'Expired', all: 'All' },
  kinds: {
    ambiguous_match: 'Whose account is it?',
    existing_account: 'Confirm an account that was there before',
    ambiguous_role: 'Which role counts?',
    sole_admin: 'The last administrator',
    deactivations: 'Many people would lose access',
    admin_grants: 'Many people would become administrators',
    emptied_group: 'A group was suddenly empty',
  },
  statuses: {
    open: 'Waiting',
    approved: 'Approved',
    rejected: 'Rejected',
    expired: 'Expired',
    lapsed: 'Lapsed',
  },
  /** Of what the last administrator was kept from, whoever or whatever let it go on. */
  wentThrough: 'Went through',
  /** Of what waits, in the list: what the policy does where nobody answers. */
  unanswered: {
    approve: 'Approved {when}',
    reject: 'Rejected {when}',
    promote: 'Another one administers {when}',
    allow: 'Goes through {when}',
    unknown: 'Decided {when}',
    waits: 'It waits',
  },
  empty: {
    title: 'Nothing waits for you',
    text: 'When a change is unusual, such as many people losing access at once, or the last administrator leaving, Rollcall holds it back and asks here before it does anything.',
  },
  noMatch: { title: 'There are none of these', text: 'No approval is in this state.' },
  showAll: 'Show all',
  notFound: {
    title: 'There is no such approval',
    text: 'It may be of another tenant, or the address is mistyped.',
    list: 'See what waits',
  },
  hold: {
    why: 'Why it waits',
    hadWhy: 'Why it waited',
    opened: 'Waits since',
    hadOpened: 'Waited since',
    due: {
      approve: 'Approved by itself',
      reject: 'Rejected by itself',
      promote: 'Somebody else administers',
      allow: 'Goes through by itself',
      unknown: 'Decided by itself',
    },
    dueNever: 'Never: it waits for somebody',
    policy: 'By policy',
    version: (version: number) => `Version ${count(version)}`,
    answered: 'Answered',
    by: 'By',
    answer: 'Answer',
    through: { at: 'Went through', by: 'Brought about by', why: 'Why' },
    changesNone: 'Nothing but the question itself: see the reason.',
    people: 'Whom it is about',
    personTable: 'People of this approval',
    personColumns: { person: 'Person', waits: 'What waits', waited: 'What waited', state: 'State' },
    noAccount: 'No account yet',
    someone: 'Somebody without a name',
    nobody: {
      title: 'Nobody waits any more',
      text: 'Everybody it was about has dropped out of it.',
    },
  },
  changes: {
    role: (from: string, to: string) => `role ${from} to ${to}`,
    join: (workspace: string, role: string) => `joins ${workspace} as ${role}`,
    leave: (workspace: string) => `leaves ${workspace}`,
    deactivated: 'loses access',
    readOnly: 'may only read from then on',
    provisioned: (role: string) => `gets an account as ${role}`,
    linked: 'is linked to an account',
    reactivated: 'gets access again',
    none: 'no role',
    waits: 'waits for an answer',
  },
  answering: {
    title: 'Your answer',
    approve: 'Approve',
    reject: 'Reject',
    approvers: {
      both: 'The administrators of the tenant, and those who run Rollcall, may answer.',
      tenant_admin: 'Only the administrators of the tenant may answer.',
      operator: 'Only those who run Rollcall may answer.',
    },
    notYou: 'You are not one of those who may answer. You can look at everything, and ask them.',
    look: 'You may look at this, but not answer. Ask somebody whose role or link allows it.',
    ifNobody: {
      approve: 'If nobody answers in time, it is approved by itself, and what waits is done.',
      reject: 'If nobody answers in time, it is rejected by itself, and everybody stays as they are.',
      promote:
        'If nobody answers in time, somebody else is made an administrator, as the policy says, and what waits goes through.',
      allow: 'If nobody answers in time, what waits goes through, also where nobody administers any more.',
      unknown: 'If nobody answers in time, the policy decides.',
      wait: 'It waits until somebody answers.',
      waitForAnother: 'It waits until somebody else administers, or somebody rejects it.',
    },
    noSuccessor: {
      title: 'Nobody could take the place',
      byPolicy:
        'It cannot be approved: the policy does not say who becomes an administrator instead, and without one nobody would administer.',
      now: 'It was not approved, and nothing was done: by the policy, nobody can become an administrator instead.',
      next: 'Put somebody else into a group that gives a role that administers, or let another group give such a role. What waits then goes through by itself.',
      toMapping: 'See what groups give',
    },
    unsure: 'Who may answer is not known. Try, and it says so where you may not.',
    approving: {
      ambiguous_match: 'The person gets the account that you choose.',
      existing_account:
        'The account that was there before becomes the account of this person, unless you choose another.',
      ambiguous_role:
        'Approving does not settle which role counts. Set the role by hand, or take the person out of one of the groups at the identity provider.',
      sole_admin:
        'Somebody else becomes an administrator, as the policy says, and then what waits goes through.',
      deactivations:
        'What waits is worked out again, by the directory and the policy of this moment, and done.',
      admin_grants:
        'What waits is worked out again, by the directory and the policy of this moment, and done.',
      emptied_group:
        'What waits is worked out again, by the directory and the policy of this moment, and done.',
    },
    noMore: 'Should it come to more than you see here, nothing is done, and you are asked again.',
    nobodyElse: 'Should more have come to it than you see here, nobody is rejected, and you are asked again.',
    rejecting: (people: number) =>
      people === 1
        ? 'The person stays as they are until the directory says something new about them.'
        : 'Everybody in it stays as they are until the directory says something new about them.',
    approveTitle: (people: number) =>
      plural(people, { one: 'Approve this for # person?', other: 'Approve this for # people?' }),
    rejectTitle: (people: number) =>
      plural(people, { one: 'Reject this for # person?', other: 'Reject this for # people?' }),
    happens: (value: number, action: string) => `${action}: ${count(value)}`,
    approved: 'Approved',
    approvedText: 'What waited has been done.',
    rejected: 'Rejected',
    rejectedText: 'Everybody stays as they are.',
    changed: {
      title: 'It is not as you saw it any more',
      next: 'Nothing was done. Below is how it is now.',
    },
  },
  /** Since the page was opened. */
  grown: {
    more: (value: number) =>
      plural(value, {
        one: '# more person waits since you opened this. Below is how it is now.',
        other: '# more people wait since you opened this. Below is how it is now.',
      }),
    other: 'What waits has changed since you opened this. Below is how it is now.',
  },
  /** Somebody else, or the policy, has answered while the page was open. */
  overtaken: {
    through: {
      title: 'It has just gone through',
      text: 'Why is below. There is nothing left to answer.',
    },
    titles: {
      approved: 'It has just been approved',
      rejected: 'It has just been rejected',
      expired: 'It does not wait any more',
    },
    text: 'By whom and when is below. There is nothing left to answer.',
  },
  account: {
    label: 'Whose account is it?',
    found: 'The one that was found',
    foundHint: 'The account that was there before, and fits.',
    own: 'An account of their own',
    ownHint: 'They get a new account; those that are there stay as they are.',
    search: 'Find another account',
    searchHint: 'How the name or e-mail address begins',
    type: (least: number) => `Type at least ${count(least)} characters of the name or e-mail address.`,
    more: 'There are more: type more of the name or e-mail address.',
    none: 'No account fits. Search for another, or give them one of their own.',
    since: 'here since',
    choose: 'Choose whose account it is first.',
  },
};
