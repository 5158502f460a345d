import { en } from './en.ts';

/** What a translation has to have: every text, and every function that makes one. */
export type Strings = typeof en;

/** The texts of the reader's language. Another language is another object of this type, chosen here. */
export const strings: Strings = en;
