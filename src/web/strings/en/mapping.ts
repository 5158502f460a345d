import { count, plural } from './counting.ts';

/** The page Group mapping: what each group gives. */
export const mapping = {
  title: 'Group mapping',
  lead: 'What the members of each group get here: a role, workspaces, both or nothing. Nobody is touched until you save; before that you see what it would do to whom.',
  ofWhom: 'Each tenant has its own. Choose whose.',
  table: 'Groups',
  columns: { group: 'Group', people: 'People', role: 'Role', workspaces: 'Workspaces' },
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
  changed: 'Not saved',
  undo: 'Undo',
  undoOf: (group: string) => `Undo the change of ${group}`,
  renamed: 'Renamed',
  renamedFrom: 'The policy calls it',
  emptied: 'Emptied',
  emptiedNote: 'It is mapped, and nobody is in it.',
  defaultRole: (role: string) => `Who is in no group that gives a role is ${role}.`,
  defaultNone: 'Who is in no group that gives a role has no access.',
  precedence: {
    strongest: 'Who is in several gets the strongest role of them.',
    listed: 'Who is in several gets the role of the group that the policy lists first.',
    hold: 'Who is in several that give different roles waits for somebody to decide.',
  },
  version: (version: number) => `Version ${count(version)} is in force.`,
  mayNot: 'You may look at this, but not change it.',
  empty: {
    title: 'No groups have arrived yet',
    text: 'Groups appear here once your identity provider sends them. Assign groups to the application there, or turn on group push; then come back and say what each of them gives.',
  },
  noMatch: {
    title: 'No group is called that',
    text: 'No group has this text in its name.',
  },
  gone: {
    title: 'Entries without a group',
    text: 'The policy says what these groups give, but no directory has them: they were deleted, or never arrived. They give nothing to anybody. Whoever edits the policy can take them out.',
    line: (line: number) => `Line ${count(line)} of the policy`,
    gives: 'Would give',
    nothing: 'nothing',
    inWorkspace: (role: string, workspace: string) => `${role} in ${workspace}`,
  },
  effect: {
    label: 'Unsaved changes',
    unsaved: (value: number) =>
      plural(value, { one: '# group changed, not saved', other: '# groups changed, not saved' }),
    working: 'Working out what this does to everybody',
    nothing: 'This changes nothing for anybody.',
    lookedAt: (value: number) => plural(value, { one: '# person looked at', other: '# people looked at' }),
    become: (value: number, role: string) =>
      plural(value, { one: `# becomes ${role}`, other: `# become ${role}` }),
    lose: (value: number) => plural(value, { one: '# loses access', other: '# lose access' }),
    readOnly: (value: number) => plural(value, { one: '# may only read', other: '# may only read' }),
    get: (value: number) => plural(value, { one: '# gets access', other: '# get access' }),
    join: (value: number) => plural(value, { one: '# joins a workspace', other: '# join a workspace' }),
    leave: (value: number) => plural(value, { one: '# leaves a workspace', other: '# leave a workspace' }),
    workspaceRole: (value: number) =>
      plural(value, {
        one: '# has another role in a workspace',
        other: '# have another role in a workspace',
      }),
    other: (value: number) => plural(value, { one: '# has other details', other: '# have other details' }),
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
    testing: (value: number) =>
      plural(value, {
        one: '# of them is of a directory in test mode, of which nothing is applied yet.',
        other: '# of them are of a directory in test mode, of which nothing is applied yet.',
      }),
    who: 'Who',
    hide: 'Hide who',
    people: (value: number) => plural(value, { one: '# person', other: '# people' }),
    more: (value: number) => plural(value, { one: 'and # more', other: 'and # more' }),
    someone: 'Somebody without a name',
    warnings: 'The policy would be warned about:',
    save: 'Save and apply',
    discard: 'Discard',
    cannot: 'This cannot be saved',
  },
  saving: {
    title: 'Save and apply this mapping?',
    makes: (version: number) =>
      `It becomes version ${count(version)} of the policy, and is applied to everybody at once.`,
    nobody: 'For nobody anything changes.',
    does: (effects: string) => `${effects}.`,
    waits: 'Waits for approval:',
    done: 'The mapping is in force',
    doneText: (version: number) =>
      `Version ${count(version)} of the policy. Accounts follow within moments; Activity shows each.`,
  },
  discarding: {
    title: 'Discard what is not saved?',
    text: (value: number) =>
      plural(value, {
        one: 'The change of # group is forgotten.',
        other: 'The changes of # groups are forgotten.',
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
    group: 'gives by now:',
    was: (effects: string) => `Before, it was: ${effects}.`,
  },
};
