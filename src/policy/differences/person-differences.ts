import type { EffectiveAttributeMapping, EffectivePolicy } from '../effective-policy.ts';
import { plain } from '../plain-english/condition-in-words.ts';
import { changed, differs, gone, listDifferences, now, type PolicyDifference } from './difference.ts';

type Identity = EffectivePolicy['identity'];
type Attributes = EffectivePolicy['attributes'];

/** How a person is recognized otherwise than before. */
export function identityDifferences(before: Identity, after: Identity): PolicyDifference[] {
  const keys = (match_by: Identity['match_by']): string =>
    match_by
      .map((key) => (key === 'email' ? 'the e-mail address' : "the directory's own id of the person"))
      .join(', then by ');
  return [
    ...changed(
      before.match_by,
      after.match_by,
      '/identity/match_by',
      (was, is) => `An account is recognized by ${keys(is)}, instead of by ${keys(was)}.`,
    ),
    ...listDifferences(before.verified_domains, after.verified_domains, '/identity/verified_domains', {
      came: (domain) => `An equal e-mail address links an account in ${plain(domain)}, too.`,
      went: (domain) => `An equal e-mail address links no account in ${plain(domain)} any more.`,
      list: 'verified_domains',
    }),
    ...changed(
      before.existing_accounts,
      after.existing_accounts,
      '/identity/existing_accounts',
      (was, is) =>
        `An account that was there before the sync is ${EXISTING[is]} now; before, it was ${EXISTING[was]}.`,
    ),
    ...changed(before.email_change, after.email_change, '/identity/email_change', (_, is) =>
      is === 'follow'
        ? "When the directory changes an e-mail address, the account's changes, too; before, it stayed."
        : "When the directory changes an e-mail address, the account's stays; before, it changed, too.",
    ),
  ];
}

const EXISTING: Record<Identity['existing_accounts'], string> = {
  link: 'taken over',
  hold: 'taken over only after a person has agreed',
  never: 'never taken over',
};

/** What the product learns of a person otherwise than before, and what is stored and was not, or the other way round. */
export function attributeDifferences(before: Attributes, after: Attributes): PolicyDifference[] {
  const names = [...new Set([...Object.keys(before.map), ...Object.keys(after.map)])];
  return [
    ...names.flatMap((name) => oneAttribute(name, entryOf(before.map, name), entryOf(after.map, name))),
    ...sensitiveDifferences(before.sensitive, after.sensitive),
  ];
}

function entryOf(map: Attributes['map'], name: string): EffectiveAttributeMapping | undefined {
  return Object.hasOwn(map, name) ? map[name] : undefined;
}

function oneAttribute(
  name: string,
  before: EffectiveAttributeMapping | undefined,
  after: EffectiveAttributeMapping | undefined,
): PolicyDifference[] {
  const called = `the ${plain(name.replaceAll('_', ' '))}`;
  const at = `/attributes/map/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  if (after === undefined) {
    return before === undefined
      ? []
      : [
          gone(
            `The product learns ${called} of nobody any more; it was what the directory has as ${plain(before.from)}.`,
            at,
          ),
        ];
  }
  if (before === undefined) {
    return [now(`The product learns ${called}: what the directory has as ${plain(after.from)}.`, at)];
  }
  return [
    ...changed(
      before.from,
      after.from,
      at,
      (was, is) => `For ${called} counts what the directory has as ${plain(is)}, instead of ${plain(was)}.`,
    ),
    ...valueDifferences(called, before.values ?? {}, after.values ?? {}, at),
    ...((before.values === undefined) !== (after.values === undefined) &&
    !differs(before.values ?? {}, after.values ?? {})
      ? [now(`For ${called} no value is translated, as before.`, at)]
      : []),
    ...changed(before.if_missing, after.if_missing, at, (was, is) =>
      is === undefined
        ? `Whoever has no value for ${called} in the directory has none here, instead of ${plain(String(was))}.`
        : `Whoever has no value for ${called} in the directory has ${plain(String(is))}, instead of ${was === undefined ? 'none' : plain(String(was))}.`,
    ),
    ...changed(before.apply, after.apply, at, (_, is) =>
      is === 'always'
        ? `For ${called} the directory is followed now; before, it was filled once and left to the product.`
        : `For ${called} the directory counts once, when the account is made; before, it was followed.`,
    ),
  ];
}

type Values = NonNullable<EffectiveAttributeMapping['values']>;

function valueDifferences(called: string, before: Values, after: Values, at: string): PolicyDifference[] {
  const theirs = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const meaning = (values: Values, key: string): Values[string] =>
    Object.hasOwn(values, key) ? values[key] : undefined;
  return theirs.flatMap((key) =>
    changed(meaning(before, key), meaning(after, key), at, (was, is) => {
      const value = `For ${called}, ${plain(key)} in the directory`;
      if (is === undefined) return `${value} is not translated any more; it meant ${plain(String(was))}.`;
      return `${value} means ${plain(String(is))}${was === undefined ? ' now' : ` instead of ${plain(String(was))}`}.`;
    }),
  );
}

type Sensitive = Attributes['sensitive'];

const KINDS: Record<Sensitive['drop_values_like'][number], string> = {
  us_ssn: 'a US social security number',
  credit_card: 'a credit card number',
  iban: 'an IBAN',
};

function sensitiveDifferences(before: Sensitive, after: Sensitive): PolicyDifference[] {
  const kindOf = (kind: string): string => KINDS[kind as keyof typeof KINDS];
  return [
    ...listDifferences(before.drop, after.drop, '/attributes/sensitive/drop', {
      came: (name) => `${plain(name)} is dropped on arrival now, and what is stored of it is removed.`,
      went: (name) => `${plain(name)} is stored from now on; before, it was dropped on arrival.`,
      list: 'sensitive.drop',
    }),
    ...listDifferences(
      before.drop_values_like,
      after.drop_values_like,
      '/attributes/sensitive/drop_values_like',
      {
        came: (kind) => `What looks like ${kindOf(kind)} is dropped now, in whatever attribute.`,
        went: (kind) => `What looks like ${kindOf(kind)} is stored from now on; before, it was dropped.`,
        list: 'sensitive.drop_values_like',
      },
    ),
    ...listDifferences(before.mask_in_logs, after.mask_in_logs, '/attributes/sensitive/mask_in_logs', {
      came: (name) => `${plain(name)} never appears in a log any more.`,
      went: (name) => `${plain(name)} may appear in a log now.`,
      list: 'sensitive.mask_in_logs',
    }),
  ];
}

/** What the policy says of the customer itself. */
export function headDifferences(before: EffectivePolicy, after: EffectivePolicy): PolicyDifference[] {
  const said = (about: string | null): string => (about === null ? 'nothing' : plain(about));
  return [
    ...changed(
      before.tenant,
      after.tenant,
      '/tenant',
      (was, is) => `It is the policy of ${plain(is)}, instead of ${plain(was)}.`,
    ),
    ...changed(
      before.about,
      after.about,
      '/about',
      (was, is) => `About the customer it says ${said(is)}, instead of ${said(was)}.`,
    ),
  ];
}
