/** What takes the place of a part of a text; positions are those of the text before any of them. */
export interface Splice {
  from: number;
  to: number;
  text: string;
}

/** Edits a text at several places that do not overlap. */
export function spliceText(text: string, splices: readonly Splice[]): string {
  return [...splices]
    .sort((a, b) => b.from - a.from || b.to - a.to)
    .reduce(
      (edited, { from, to, text: instead }) => edited.slice(0, from) + instead + edited.slice(to),
      text,
    );
}
