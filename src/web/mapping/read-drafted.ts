import type { Group } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import type { Drafts } from './mapping-draft.ts';

/** As many as one request names. */
const AT_ONCE = 100;

/** The groups of the drafts as they are by now; those that are gone are left out. */
export async function readDrafted(tenant: string, drafts: Drafts): Promise<Group[]> {
  const ids = [...drafts.keys()];
  const found: Group[] = [];
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const query = { ids: ids.slice(at, at + AT_ONCE).join(','), limit: AT_ONCE };
    const { data } = await ask('GroupList', 'GET', ['tenants', tenant, 'groups'], { query });
    found.push(...data);
  }
  return found;
}
