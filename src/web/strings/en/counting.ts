import { countingIn } from '../plural.ts';
import { readersLocale } from '../readers-locale.ts';

export const { plural, count } = countingIn(readersLocale('en'));
