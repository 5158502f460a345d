import { readPageOfPeople } from '../store/person-rows.ts';
import type { Flow } from './flow.ts';

/** People whose facts and plans are in memory at once; a group of 100,000 is worked off in parts. */
const peopleAtOnce = 2_000;
/** Where going through everyone begins. */
export const beforeEveryone = '00000000-0000-0000-0000-000000000000';

/** People in parts, of which there is one at least. */
export function inParts(directoryUserIds: string[]): string[][] {
  const parts: string[][] = [];
  for (let start = 0; start === 0 || start < directoryUserIds.length; start += peopleAtOnce) {
    parts.push(directoryUserIds.slice(start, start + peopleAtOnce));
  }
  return parts;
}

/** Everyone whom a directory of the tenant knows, in the order of their ids. */
export async function* partsOfEveryone(
  { trx, tenantId }: Pick<Flow, 'trx' | 'tenantId'>,
  atOnce = peopleAtOnce,
): AsyncGenerator<string[]> {
  for (let after: string | undefined = beforeEveryone; after !== undefined;) {
    const part: string[] = await readPageOfPeople(trx, tenantId, after, atOnce);
    yield part;
    after = part.length < atOnce ? undefined : part.at(-1);
  }
}
