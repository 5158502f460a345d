import type { ResourceType } from '../../sources/scim/protocol/attribute.ts';
import { listResponse } from '../../sources/scim/protocol/list-response.ts';
import { presentResource } from '../../sources/scim/protocol/present.ts';
import { readProjection } from '../../sources/scim/protocol/projection.ts';
import { listResources } from '../../sources/scim/query/list-resources.ts';
import type { ScimCaller } from '../../sources/scim/scim-caller.ts';
import type { ScimAnswer } from './answer.ts';
import type { Search } from './read-search.ts';
import { partsOf } from './resource-operations.ts';
import type { ScimDeps } from './scim-deps.ts';

/** Resources of these types as one list, each shown as its type is (RFC 7644 §3.4.2, §3.4.3). */
export async function search(
  deps: ScimDeps,
  caller: ScimCaller,
  types: readonly ResourceType[],
  { attributes, excludedAttributes, ...request }: Search,
): Promise<ScimAnswer> {
  const read = (type: ResourceType) => readProjection(type, attributes, excludedAttributes);
  const projections = new Map(types.map((type) => [type, read(type)]));
  const projectionOf = (type: ResourceType) => projections.get(type) ?? read(type);
  const page = await listResources(deps, caller, types, {
    ...request,
    want: (type) => partsOf(projectionOf(type)),
  });
  const resources = page.items.map(({ type, record }) =>
    presentResource(caller, type, record, projectionOf(type)),
  );
  return { status: 200, headers: {}, body: listResponse(resources, page) };
}
