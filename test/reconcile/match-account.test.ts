import assert from 'node:assert/strict';
import {
  matchAccounts,
  type IdentityRules,
  type Match,
  type Seeker,
} from '../../src/reconcile/match-account.ts';
import type { AccountFacts } from '../../src/store/account-facts.ts';
import { factsNamed } from '../support/account-facts.ts';

const rules: IdentityRules = {
  match_by: ['external_id', 'email'],
  verified_domains: ['acme.com', 'ACME.de'],
  existing_accounts: 'link',
  startFresh: false,
};

const monday = new Date('2026-03-02T09:00:00Z');
const tuesday = new Date('2026-03-03T09:00:00Z');
const wednesday = new Date('2026-03-04T09:00:00Z');
const seeker = { isActive: true, answered: null, seenAt: null };
const ada: Seeker = { directoryUserId: 'ada', externalId: '00u1', email: 'Ada@acme.com', ...seeker };
const ben: Seeker = { directoryUserId: 'ben', externalId: '00u2', email: 'ben@acme.com', ...seeker };

interface Row {
  when: string;
  identity?: Partial<IdentityRules>;
  seekers?: Seeker[];
  accounts: AccountFacts[];
  /** By seeker: `none`, `link ACCOUNT by KEY`, or `hold KIND`. */
  then: Record<string, string>;
}

const taken = { directoryUserId: 'someone' };
const elsewhereActive = { ownerIsActive: true };
const elsewhereInactive = { ownerIsActive: false };
const leftOnTuesday = { ...elsewhereInactive, ownerLeftAt: tuesday };

const rows: Row[] = [
  { when: 'there is no account at all', accounts: [], then: { ada: 'none' } },
  {
    when: 'an account has the external id',
    accounts: [factsNamed('A', { externalId: '00u1' })],
    then: { ada: 'link A by external_id' },
  },
  {
    when: 'an account has the e-mail address in other capitals, inside a verified domain',
    accounts: [factsNamed('A', { email: 'ADA@ACME.COM' })],
    then: { ada: 'link A by email' },
  },
  {
    when: 'the verified domain is written in capitals',
    seekers: [{ ...ada, email: 'ada@acme.de' }],
    accounts: [factsNamed('A', { email: 'ada@acme.de' })],
    then: { ada: 'link A by email' },
  },
  {
    when: 'the domain is not verified',
    identity: { verified_domains: [] },
    accounts: [factsNamed('A', { email: 'ada@acme.com' })],
    then: { ada: 'none' },
  },
  {
    when: 'the domain only ends like a verified one',
    seekers: [{ ...ada, email: 'ada@notacme.com' }],
    accounts: [factsNamed('A', { email: 'ada@notacme.com' })],
    then: { ada: 'none' },
  },
  {
    when: 'the domain is below a verified one',
    seekers: [{ ...ada, email: 'ada@mail.acme.com' }],
    accounts: [factsNamed('A', { email: 'ada@mail.acme.com' })],
    then: { ada: 'none' },
  },
  {
    when: 'a verified domain stands before another @',
    seekers: [{ ...ada, email: 'ada@acme.com@evil.example' }],
    accounts: [factsNamed('A', { email: 'ada@acme.com@evil.example' })],
    then: { ada: 'none' },
  },
  {
    when: 'one account has the external id and another one the e-mail address',
    accounts: [factsNamed('A', { email: 'ada@acme.com' }), factsNamed('B', { externalId: '00u1' })],
    then: { ada: 'link B by external_id' },
  },
  {
    when: 'the same, and the policy looks at the e-mail address first',
    identity: { match_by: ['email', 'external_id'] },
    accounts: [factsNamed('A', { email: 'ada@acme.com' }), factsNamed('B', { externalId: '00u1' })],
    then: { ada: 'link A by email' },
  },
  {
    when: 'the policy looks at the external id only',
    identity: { match_by: ['external_id'] },
    accounts: [factsNamed('A', { email: 'ada@acme.com' })],
    then: { ada: 'none' },
  },
  {
    when: 'the policy looks at the e-mail address only',
    identity: { match_by: ['email'] },
    accounts: [factsNamed('A', { externalId: '00u1' })],
    then: { ada: 'none' },
  },
  {
    when: 'the account with the e-mail address has another external id',
    accounts: [factsNamed('A', { email: 'ada@acme.com', externalId: '00u9' })],
    then: { ada: 'none' },
  },
  {
    when: 'the account with the e-mail address was ever linked',
    accounts: [factsNamed('A', { email: 'ada@acme.com', ...taken }, elsewhereInactive)],
    then: { ada: 'none' },
  },
  {
    when: 'the account with the e-mail address is deactivated',
    accounts: [factsNamed('A', { email: 'ada@acme.com', status: 'deactivated' })],
    then: { ada: 'none' },
  },
  {
    when: 'two accounts have the e-mail address',
    accounts: [factsNamed('A', { email: 'ada@acme.com' }), factsNamed('B', { email: 'ADA@acme.com' })],
    then: { ada: 'hold ambiguous_match' },
  },
  {
    when: 'two accounts have the e-mail address, one of them out of the question',
    accounts: [
      factsNamed('A', { email: 'ada@acme.com' }),
      factsNamed('B', { email: 'ada@acme.com', status: 'deactivated' }),
    ],
    then: { ada: 'link A by email' },
  },
  {
    when: 'two accounts have the external id',
    accounts: [
      factsNamed('A', { externalId: '00u1' }),
      factsNamed('B', { externalId: '00u1', ...taken }, elsewhereInactive),
    ],
    then: { ada: 'hold ambiguous_match' },
  },
  {
    when: 'the account belongs to someone who is active in another directory',
    accounts: [factsNamed('A', { externalId: '00u1', ...taken }, elsewhereActive)],
    then: { ada: 'hold ambiguous_match' },
  },
  {
    when: 'the account belongs to someone who is not active any more in another directory',
    accounts: [factsNamed('A', { externalId: '00u1', ...taken }, elsewhereInactive)],
    then: { ada: 'link A by external_id' },
  },
  {
    when: 'a file from before they left another directory tells of them',
    seekers: [{ ...ada, seenAt: monday }],
    accounts: [factsNamed('A', { externalId: '00u1', status: 'deactivated', ...taken }, leftOnTuesday)],
    then: { ada: 'hold ambiguous_match' },
  },
  {
    when: 'such a file tells of them, and who comes back starts fresh',
    identity: { startFresh: true },
    seekers: [{ ...ada, seenAt: tuesday }],
    accounts: [factsNamed('A', { externalId: '00u1', status: 'deactivated', ...taken }, leftOnTuesday)],
    then: { ada: 'hold ambiguous_match' },
  },
  {
    when: 'such a file tells of them, and somebody has said that it is theirs',
    seekers: [{ ...ada, seenAt: monday, answered: 'matched' }],
    accounts: [factsNamed('A', { externalId: '00u1', status: 'deactivated', ...taken }, leftOnTuesday)],
    then: { ada: 'link A by external_id' },
  },
  {
    when: 'a file from after they left another directory tells of them',
    seekers: [{ ...ada, seenAt: wednesday }],
    accounts: [factsNamed('A', { externalId: '00u1', status: 'deactivated', ...taken }, leftOnTuesday)],
    then: { ada: 'link A by external_id' },
  },
  {
    when: 'existing accounts are to be confirmed by a person',
    identity: { existing_accounts: 'hold' },
    accounts: [factsNamed('A', { externalId: '00u1' })],
    then: { ada: 'hold existing_account' },
  },
  {
    when: 'existing accounts are never taken over',
    identity: { existing_accounts: 'never' },
    accounts: [factsNamed('A', { externalId: '00u1' })],
    then: { ada: 'none' },
  },
  {
    when: 'existing accounts are never taken over, and this one came from a directory',
    identity: { existing_accounts: 'never' },
    accounts: [factsNamed('A', { externalId: '00u1', ...taken }, elsewhereInactive)],
    then: { ada: 'link A by external_id' },
  },
  {
    when: 'the person has no e-mail address, and neither has an account',
    seekers: [{ ...ada, email: null }],
    accounts: [factsNamed('A')],
    then: { ada: 'none' },
  },
  {
    when: 'two people match two accounts',
    seekers: [ada, ben],
    accounts: [factsNamed('A', { email: 'ada@acme.com' }), factsNamed('B', { externalId: '00u2' })],
    then: { ada: 'link A by email', ben: 'link B by external_id' },
  },
  {
    when: 'two people of one batch match one account by e-mail',
    seekers: [ada, { ...ben, email: 'ada@acme.com' }],
    accounts: [factsNamed('A', { email: 'ada@acme.com' })],
    then: { ada: 'hold ambiguous_match', ben: 'hold ambiguous_match' },
  },
  {
    when: 'two people of one batch match one account by external id',
    seekers: [ada, { ...ben, externalId: '00u1' }],
    accounts: [factsNamed('A', { externalId: '00u1' })],
    then: { ada: 'hold ambiguous_match', ben: 'hold ambiguous_match' },
  },
];

function inWords(match: Match | undefined): string {
  switch (match?.kind) {
    case undefined:
      return 'nothing';
    case 'none':
      return 'none';
    case 'link':
      return `link ${match.account.account.id} by ${match.by}`;
    case 'hold':
      assert.match(match.reason, /^[A-Z].{30,}[^.]$/);
      return `hold ${match.hold}`;
  }
}

describe('Which account a person of a directory has', () => {
  for (const { when, identity, seekers = [ada], accounts, then } of rows) {
    it(`when ${when}: ${Object.values(then).join(', ')}`, () => {
      const matches = matchAccounts(seekers, accounts, { ...rules, ...identity });
      const found = Object.fromEntries(
        seekers.map(({ directoryUserId }) => [directoryUserId, inWords(matches.get(directoryUserId))]),
      );
      assert.deepEqual(found, then);
    });

    it(`when ${when}, in another order: the same`, () => {
      const matches = matchAccounts(seekers.toReversed(), accounts.toReversed(), { ...rules, ...identity });
      const found = Object.fromEntries(
        seekers.map(({ directoryUserId }) => [directoryUserId, inWords(matches.get(directoryUserId))]),
      );
      assert.deepEqual(found, then);
    });
  }

  it('never hands one account to two people', () => {
    const accounts = [factsNamed('A', { email: 'ada@acme.com', externalId: '00u1' })];
    const rival = { ...ben, email: 'ada@acme.com', externalId: '00u1' };
    const matches = [...matchAccounts([ada, ben, rival], accounts, rules).values()];
    assert.ok(matches.filter(({ kind }) => kind === 'link').length <= 1);
  });
});
