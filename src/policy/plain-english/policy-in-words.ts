import type { EffectivePolicy } from '../effective-policy.ts';
import { accessChapters } from './access-in-words.ts';
import { leavingChapters } from './leaving-in-words.ts';
import { peopleChapters } from './people-in-words.ts';
import type { Chapter } from './statement.ts';
import { syncChapter } from './sync-in-words.ts';

/** A policy in plain English, for whoever has to check it: all of it that has an effect, nothing else. */
export function policyInWords(policy: EffectivePolicy): Chapter[] {
  return [
    ...peopleChapters(policy),
    ...accessChapters(policy),
    ...leavingChapters(policy),
    syncChapter(policy),
  ].filter(({ statements }) => statements.length > 0);
}
