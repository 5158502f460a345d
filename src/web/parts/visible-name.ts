/** Spaces, marks without a letter, and the letters and fillers that look like nothing. */
const UNSEEN = /[\s\p{C}\p{M}\u115f\u1160\u2800\u3164\uffa0]+/gu;

/** The first of these names of which anything can be seen; null where there is none. */
export function visibleName(...names: readonly (string | null | undefined)[]): string | null {
  return names.find((name) => name != null && name.replace(UNSEEN, '') !== '') ?? null;
}
