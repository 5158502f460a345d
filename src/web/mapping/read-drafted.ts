import type { Group } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import type { Drafts } from './mapping-draft.ts';

const PAGE = 200;
/** Beyond so many pages what has changed is not looked up; saving says so again where it matters. */
const MOST_PAGES = 25;

/** The groups of the drafts as they are by now; those that are gone, or too far down a very long list, are left out. */
export async function readDrafted(tenant: string, drafts: Drafts): Promise<Group[]> {
  const found: Group[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES && found.length < drafts.size; page += 1) {
    const query = { limit: PAGE, cursor };
    const { data, next_cursor: next } = await ask('GroupList', 'GET', ['tenants', tenant, 'groups'], {
      query,
    });
    found.push(...data.filter(({ id }) => drafts.has(id)));
    if (next === null) break;
    cursor = next;
  }
  return found;
}
