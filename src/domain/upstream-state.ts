import type { Reader } from './reader.ts';

/** The state of a directory that WorkOS has listed before and lists no more. */
export const unlisted = 'unlisted';

/** The same under one name: events and the REST API of WorkOS call the same states differently. */
export function upstreamMeaning(state: string | null): string | null {
  return state === null ? null : (sameAs.get(state) ?? state);
}

const sameAs: ReadonlyMap<string, string> = new Map([
  ['active', 'linked'],
  ['inactive', 'unlinked'],
  ['deleting', 'deleted'],
]);

/** What a source says about the connection to the identity provider, as a sentence; null where it has said nothing. */
export function upstreamStateInWords(state: string | null, reader: Reader): string | null {
  switch (state) {
    case null:
      return null;
    case 'active':
    case 'linked':
      return 'The connection works.';
    case 'validating':
      return 'The connection is being validated; the first people follow once that is done.';
    case 'invalid_credentials':
      return reader === 'customer'
        ? 'Your identity provider refuses the credentials of the connection: they have to be renewed.'
        : "The identity provider refuses the connection's credentials: an administrator of the customer must renew them.";
    case 'inactive':
    case 'unlinked':
      return 'The connection is switched off at the source: no news will come. Accounts stay as they are.';
    case 'deleting':
    case 'deleted':
      return 'The directory was deleted at the source: no news will come. Accounts stay as they are.';
    case unlisted:
      return reader === 'customer'
        ? 'The directory is not connected any more: no news will come. Accounts stay as they are.'
        : 'WorkOS does not list the directory any more: it was deleted there, or WORKOS_API_KEY is of another environment. No news will come. Accounts stay as they are.';
    default:
      return `The source calls the connection "${state}".`;
  }
}
