import { count, plural } from './counting.ts';

/** The page Group mapping: what each group gives. */
export const mapping = {
  title: 'Group mapping',
  lead: 'What the members of each group get here: a role, workspaces, both or nothing. Nobody is touched until you save; before that you see what it would do to whom.',
  ofWhom: 'Each tenant has its own. Choose whose.',
  table: 'Groups',
  columns: {
    group: 'Group',
    directory: 'Directory',
    people: 'People',
    role: 'Role',
    workspaces: 'Workspaces',
  },
  /** Which groups are listed. */
  shown: 'Groups that are listed',
  showAll: (value: number) => `All ${count(value)}`,
  showMapped: (value: number) => `Mapped ${count(value)}`,
  showOthers: (value: number) => `Not mapped ${count(value)}`,
  search: 'Find a group',
  searchHint: 'A part of its name',
  clearSearch: 'Show every group',
  noRole: 'No role',
  /** A role that the list shows, but that cannot be chosen. */
  roleRefused: (name: string) => `${name} (not possible: the policy lets no group give it)`,
  roleOf: (group: string) => `Role that ${group} gives`,
  noWorkspaces: 'None',
  addWorkspace: 'Add a workspace',
  addWorkspaceTo: (group: string) => `Add a workspace to ${group}`,
  workspaceName: 'Workspace',
  workspaceHint: 'Its key',
  workspaceRefused: 'A key has small letters, digits, dashes and underscores, such as sales-eu.',
  workspaceNew: 'A workspace that is not there yet comes into being with its first member.',
  add: 'Add',
  workspaceRoleOf: (workspace: string, group: string) => `Role in ${workspace} that ${group} gives`,
  removeWorkspace: (workspace: string, group: string) => `Take ${workspace} away from ${group}`,
  unnamed: 'Group without a name',
  /** Beside names that several groups of a directory have. */
  withId: 'ID {id}',
  /** In the names of controls. */
  nameWithId: (name: string, id: string) => `${name} (ID ${id})`,
  changed: 'Not saved',
  undo: 'Undo',
  undoOf: (group: string) => `Undo the change of ${group}`,
  renamed: 'Renamed',
  renamedFrom: 'The policy calls it',
  formerly: 'It was {name}, by which the policy gives {gives}. By its new name it gives nothing.',
  anew: 'Another group',
  otherId: 'The policy gives {gives} to a group of this name that is gone. This one has another id.',
  takeOver: 'Give it that again',
  takeOverOf: (group: string) => `Give it that again: ${group}`,
  shared: 'The policy has one entry for all groups of this name, so they change together.',
  emptied: 'Empty',
  emptiedNote: 'It is mapped, and nobody is in it.',
  defaultRole: (role: string) => `People in no group that gives a role are ${role}.`,
  defaultNone: 'People in no group that gives a role have no access.',
  precedence: {
    strongest: 'People in several groups get the strongest role of them.',
    listed: 'People in several groups get the role of the group that the policy lists first.',
    hold: 'People in several groups that give different roles wait for somebody to decide.',
  },
  version: (version: number) => `Version ${count(version)} is in force.`,
  mayNot: 'You may look at this, but not change it.',
  empty: {
    title: 'No groups have arrived yet',
    text: 'Groups appear here once your identity provider sends them. Assign groups to the application there, or turn on group push; then come back and say what each of them gives.',
    toDirectories: 'Connect a directory',
    toConnected: 'See the directory',
  },
  noMatch: {
    title: 'No groups match',
    text: 'No group has this text in its name, among those that are listed.',
  },
  gone: {
    title: 'Entries without a group',
    text: 'The policy says what these groups give, but no directory has them: they were deleted or renamed, or have never arrived. They give nothing to anybody. Where a group arrives that fits, its entry counts at once.',
    now: 'The group is called {name} now.',
    takeOut: 'Take out',
    takeOutOf: (entry: string) => `Take out of the policy: ${entry}`,
    keepOf: (entry: string) => `Undo, and leave ${entry} in the policy`,
    isGoing: 'Is taken out of the policy.',
    goesTo: 'Becomes the entry of {name}.',
    line: (line: number) => `Line ${count(line)} of the policy`,
    gives: 'Would give',
    nothing: 'nothing',
    inWorkspace: (role: string, workspace: string) => `${role} in ${workspace}`,
  },
  effect: {
    unsaved: (value: number) =>
      plural(value, { one: '# group changed, not saved', other: '# groups changed, not saved' }),
    unsavedChanges: (value: number) =>
      plural(value, { one: '# change, not saved', other: '# changes, not saved' }),
    restored: 'These changes were kept from your last visit in this tab, and are not saved.',
    underWay: (version: number) =>
      `Version ${count(version)} is still being applied to everybody. What your changes do is worked out once that is over.`,
    working: 'Working out what this does to everybody',
    nothing: 'This changes nothing for anybody.',
    otherReason: (value: number) =>
      plural(value, {
        one: '# person keeps what they have, for another reason',
        other: '# people keep what they have, for another reason',
      }),
    nothingEver: (once: string) => `This changes nothing for anybody, neither now nor ${lowered(once)}.`,
    once: (once: string, effects: string) => `${once}: ${effects}`,
    onceActivated: (directory: string) => `Once ${directory} is activated`,
    onceResumed: (directory: string) => `Once ${directory} is resumed`,
    onceOne: 'Once the directory is active',
    onceSeveral: 'Once the directories that are in test mode or paused are active',
    onceWho: (once: string) => `${once}:`,
    onlyOnce: 'Until then nothing changes for anybody.',
    lookedAt: (value: number) => plural(value, { one: '# person looked at', other: '# people looked at' }),
    become: (value: number, role: string) =>
      plural(value, { one: `# becomes ${role}`, other: `# become ${role}` }),
    lose: (value: number) => plural(value, { one: '# loses access', other: '# lose access' }),
    readOnly: (value: number) => plural(value, { one: '# may only read', other: '# may only read' }),
    get: (value: number) => plural(value, { one: '# gets access', other: '# get access' }),
    getAs: (value: number, role: string) =>
      plural(value, { one: `# gets access as ${role}`, other: `# get access as ${role}` }),
    join: (value: number) => plural(value, { one: '# joins a workspace', other: '# join a workspace' }),
    leave: (value: number) => plural(value, { one: '# leaves a workspace', other: '# leave a workspace' }),
    workspaceRole: (value: number) =>
      plural(value, {
        one: '# has another role in a workspace',
        other: '# have another role in a workspace',
      }),
    other: (value: number) => plural(value, { one: '# has other details', other: '# have other details' }),
    wouldLose: (value: number) =>
      plural(value, {
        one: '# would lose access, and waits for approval',
        other: '# would lose access, and wait for approval',
      }),
    wouldBecome: (value: number, role: string) =>
      plural(value, {
        one: `# would become ${role}, and waits for approval`,
        other: `# would become ${role}, and wait for approval`,
      }),
    wait: (value: number) => plural(value, { one: '# waits for approval', other: '# wait for approval' }),
    heldBy: {
      ambiguous_match: 'Waits: it is not clear whose account it is',
      existing_account: 'Waits: an account has to be confirmed',
      ambiguous_role: 'Waits: it is not clear which role counts',
      sole_admin: 'Waits: the last administrator',
      deactivations: 'Waits: many at once lose access',
      admin_grants: 'Waits: many new administrators',
      emptied_group: 'Waits: a group was emptied',
    },
    holds: 'Some of it waits for somebody to approve it:',
    who: 'Who',
    hide: 'Hide who',
    people: (value: number) => plural(value, { one: '# person', other: '# people' }),
    more: (value: number) => plural(value, { one: 'and # more', other: 'and # more' }),
    showMore: (value: number) => plural(value, { one: 'Show # more', other: 'Show # more' }),
    someone: 'Somebody without a name',
    warnings: 'The policy would be warned about:',
    save: 'Save and apply',
    discard: 'Discard',
    cannot: 'This cannot be saved',
    cannotWhy: 'The policy that it makes would be wrong:',
    cannotNext:
      'Change or undo what it is about. Where it is about something else, whoever runs this product can mend it.',
  },
  saving: {
    title: 'Save and apply this mapping?',
    makes: (version: number) => `It becomes version ${count(version)} of the policy, and is applied at once.`,
    nobody: 'Nothing changes for anybody.',
    nobodyNow: 'Now nothing changes for anybody.',
    does: (effects: string) => `${effects}.`,
    waits: 'Waits for approval:',
    already: 'This mapping is in force already',
    alreadyText: (version: number) =>
      `Version ${count(version)} of the policy gives what you wanted to save.`,
    done: 'The mapping is in force',
    doneText: (version: number) =>
      `Version ${count(version)} of the policy. Accounts follow within moments; Activity shows each.`,
    doneOnceText: (version: number, once: string) =>
      `Version ${count(version)} of the policy. Nothing changes for anybody now. ${once}, accounts follow.`,
    doneNothingText: (version: number) =>
      `Version ${count(version)} of the policy. Nothing changes for anybody.`,
  },
  discarding: {
    title: 'Discard what is not saved?',
    text: (value: number) =>
      plural(value, {
        one: '# change is forgotten.',
        other: '# changes are forgotten.',
      }),
  },
  leaving: {
    title: 'Leave without saving?',
    action: 'Leave without saving',
  },
  conflict: {
    title: 'Something changed meanwhile',
    kept: 'Nothing was saved. Your changes are still here, and what they would do has been worked out again. Look at it, and save once more.',
    version: (before: number, now: number) =>
      `Somebody else put version ${count(now)} of the policy in force; yours was made from version ${count(before)}.`,
    people: 'People or groups of the directory have changed.',
    group: '{name} gives by now: {gives}',
    gone: '{name} is gone from its directory, and its change with it.',
    was: (effects: string) => `Before, it was: ${effects}.`,
  },
};

/** Where a sentence goes on with it. */
function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
