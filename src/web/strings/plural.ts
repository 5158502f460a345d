/** The forms that a language has for a count (CLDR); `other` is always needed. */
export type PluralForms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

export interface CountingWords {
  /** The form of this count, with `#` replaced by the count as the language writes it. */
  plural: (count: number, forms: PluralForms) => string;
  count: (count: number) => string;
}

/** How a language counts. `locale` is a BCP 47 tag. */
export function countingIn(locale: string): CountingWords {
  const rules = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  const count = (value: number): string => numbers.format(value);
  return {
    count,
    plural: (value, forms) => (forms[rules.select(value)] ?? forms.other).replaceAll('#', count(value)),
  };
}
