import { Fragment, type ReactNode } from 'react';

interface SentenceProps {
  /** Such as 'Made by {author}, {when}.': where in the sentence what stands is for the language to say. */
  of: string;
  /** What stands in each place. */
  with: Readonly<Record<string, ReactNode>>;
}

/** A sentence with elements in it. */
export function Sentence({ of, with: elements }: SentenceProps): ReactNode {
  return of
    .split(/(\{\w+\})/)
    .map((piece, at) => (
      <Fragment key={at}>{/^\{\w+\}$/.test(piece) ? elements[piece.slice(1, -1)] : piece}</Fragment>
    ));
}
