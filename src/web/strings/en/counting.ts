import { countingIn } from '../plural.ts';

export const { plural, count } = countingIn('en');
