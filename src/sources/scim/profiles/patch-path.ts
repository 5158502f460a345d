import { foldName } from './known-attributes.ts';

/** The parts of a PATCH path that rewrites look at. Says something of any text, also of what is no path. */
export interface FoldedPath {
  /** Without case, filter, sub-attribute and URN of the core schema. A URN of an extension stays, with what follows. */
  name: string;
  hasFilter: boolean;
  /** Without case; null where there is none, and under a URN. */
  sub: string | null;
}

/** `Emails[type eq "work"].value` is { name: emails, hasFilter: true, sub: value }. */
export function readPath(written: string): FoldedPath {
  const folded = foldName(written);
  const opening = folded.indexOf('[');
  const closing = folded.lastIndexOf(']');
  if (opening !== -1 && closing > opening) {
    const rest = folded.slice(closing + 1);
    return {
      name: folded.slice(0, opening),
      hasFilter: true,
      sub: rest.startsWith('.') ? rest.slice(1) : null,
    };
  }
  // The dots of a URN are those of its version.
  const dot = folded.startsWith('urn:') ? -1 : folded.indexOf('.');
  return dot === -1
    ? { name: folded, hasFilter: false, sub: null }
    : { name: folded.slice(0, dot), hasFilter: false, sub: folded.slice(dot + 1) };
}
