import type { FilterRule } from '../../generated/policy.ts';
import type { EffectiveAttributeMapping, EffectivePolicy } from '../effective-policy.ts';
import { conditionInWords, everyOf, plain } from './condition-in-words.ts';
import type { Chapter, Statement } from './statement.ts';

/** Who is in scope, how they are recognized, and what is known of them. */
export function peopleChapters(policy: EffectivePolicy): Chapter[] {
  return [
    { title: 'Who is in scope', statements: scopeStatements(policy.filters) },
    { title: 'How a person is recognized', statements: identityStatements(policy.identity) },
    { title: 'What the product learns of a person', statements: attributeStatements(policy.attributes.map) },
    { title: 'What is never stored', statements: sensitiveStatements(policy.attributes.sensitive) },
  ];
}

function scopeStatements({ include, exclude, out_of_scope }: EffectivePolicy['filters']): Statement[] {
  const who = (filter: FilterRule): string =>
    `"${filter.name}": ${conditionInWords(filter)}${because(filter.because)}.`;
  const everyone =
    exclude.length === 0
      ? 'Everyone who is active in the directory is in scope.'
      : 'Everyone who is active in the directory is in scope, but for whom an exception below names.';
  const statements: Statement[] = [
    ...(include.length === 0 ? [{ says: everyone, at: '/filters' }] : []),
    ...include.map((filter, i) => ({
      says: `In scope is whoever is active in the directory and matches ${who(filter)}`,
      at: `/filters/include/${i}`,
    })),
    ...exclude.map((filter, i) => ({
      says: `Out of scope, whatever else matches, is ${who(filter)}`,
      at: `/filters/exclude/${i}`,
    })),
  ];
  if (include.length + exclude.length === 0) return statements;
  const then =
    out_of_scope === 'deactivate'
      ? 'Who is out of scope gets no account, and an account that is there loses access as if the person had left.'
      : 'Who is out of scope gets no account, and an account that is there is left alone.';
  const missing =
    'A value that the directory does not have matches none of this, unless it says "not known" or "it is not so".';
  return [...statements, { says: then, at: '/filters/out_of_scope' }, { says: missing, at: '/filters' }];
}

function identityStatements(identity: EffectivePolicy['identity']): Statement[] {
  const { match_by, verified_domains, existing_accounts, email_change } = identity;
  const keys = match_by.map((key) =>
    key === 'email' ? 'the e-mail address' : "the directory's own id of the person",
  );
  const byEmail = match_by.includes('email');
  const domains =
    verified_domains.length === 0
      ? "No domain is proven to be this customer's, so an equal e-mail address alone links nobody."
      : `An equal e-mail address links an account only in ${everyOf(verified_domains)}.`;
  const existing = {
    link: 'An account that was there before the sync is taken over.',
    hold: 'An account that was there before the sync is taken over only after a person has agreed.',
    never: 'An account that was there before the sync is never taken over.',
  }[existing_accounts];
  const change =
    email_change === 'follow'
      ? "When the directory changes an e-mail address, the account's changes too."
      : "When the directory changes an e-mail address, the account's stays.";
  return [
    {
      says: `An account is recognized by ${keys.join(', then by ')}; several that match are held for a person to decide.`,
      at: '/identity/match_by',
    },
    ...(byEmail ? [{ says: domains, at: '/identity/verified_domains' }] : []),
    { says: existing, at: '/identity/existing_accounts' },
    { says: change, at: '/identity/email_change' },
  ];
}

function attributeStatements(map: EffectivePolicy['attributes']['map']): Statement[] {
  return Object.entries(map).map(([name, mapping]) => ({
    says: attributeInWords(name, mapping),
    at: `/attributes/map/${name}`,
  }));
}

function attributeInWords(
  name: string,
  { from, values, if_missing, apply }: EffectiveAttributeMapping,
): string {
  const translated = Object.entries(values ?? {}).map(
    ([theirs, ours]) => `${plain(theirs)} means ${plain(String(ours))}`,
  );
  const parts = [
    `The ${name.replaceAll('_', ' ')} is what the directory has as ${plain(from)}`,
    ...(translated.length === 0 ? [] : [`there, ${everyOf(translated)}`]),
    ...(if_missing === undefined ? [] : [`without it, ${plain(String(if_missing))}`]),
    ...(apply === 'on_create'
      ? ['it is filled once, when the account is made, and left to the product then']
      : []),
  ];
  return `${parts.join('; ')}.`;
}

const KINDS = { us_ssn: 'US social security numbers', credit_card: 'credit card numbers', iban: 'IBANs' };

function sensitiveStatements({
  drop,
  drop_values_like,
  mask_in_logs,
}: EffectivePolicy['attributes']['sensitive']): Statement[] {
  const kinds = drop_values_like.map((kind) => KINDS[kind]);
  return [
    {
      says: `These are dropped on arrival, and never stored, logged or passed on: ${everyOf(drop.map(plain))}.`,
      at: '/attributes/sensitive/drop',
    },
    {
      says:
        kinds.length === 0
          ? 'Values are not looked through for numbers such as those of credit cards.'
          : `What looks like one of these is dropped in whatever attribute it appears: ${everyOf(kinds)}.`,
      at: '/attributes/sensitive/drop_values_like',
    },
    ...(mask_in_logs.length === 0
      ? []
      : [
          {
            says: `These are stored, and never appear in a log: ${everyOf(mask_in_logs.map(plain))}.`,
            at: '/attributes/sensitive/mask_in_logs',
          },
        ]),
  ];
}

/** Why something is there, in brackets. */
export function because(reason: string | undefined): string {
  return reason === undefined ? '' : ` (because: ${reason.replace(/\.$/, '')})`;
}
