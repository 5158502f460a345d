import type { Counted, DialectRewrite } from '../dialect-rewrite.ts';
import { rewriteElements, type JsonObject } from '../json-object.ts';
import { coreGroupUrn, coreUserUrn, enterpriseUrn } from '../known-attributes.ts';
import { concernsGroups, rewriteResource } from '../request-parts.ts';

/** `urn:scim:schemas:core:2.0` and the like: URNs of SCIM 1.1 and of the drafts of 2.0, in `schemas` and as keys. */
export const oldSchemaUrns: DialectRewrite = {
  name: 'old_schema_urn',
  rewrite: (request) => {
    const core = concernsGroups(request) ? coreGroupUrn : coreUserUrn;
    return rewriteResource(request, (resource) => {
      const keys = renameKeys(resource, core);
      const schemas = renameSchemas(keys.value, core);
      return { value: schemas.value, count: keys.count + schemas.count };
    });
  },
};

const oldPrefix = 'urn:scim:schemas:';
const oldCores: ReadonlySet<string> = new Set(
  ['1.0', '2.0', '2.0:user', '2.0:group'].map((version) => `${oldPrefix}core:${version}`),
);
const oldEnterprises: ReadonlySet<string> = new Set(
  ['1.0', '2.0', '2.0:user'].map((version) => `${oldPrefix}extension:enterprise:${version}`),
);

/** Today's URN for an old one; null for any other text. */
function todaysUrn(written: string, core: string): string | null {
  if (written.slice(0, oldPrefix.length).toLowerCase() !== oldPrefix) return null;
  const folded = written.toLowerCase();
  if (oldCores.has(folded)) return core;
  return oldEnterprises.has(folded) ? enterpriseUrn : null;
}

function renameSchemas(resource: JsonObject, core: string): Counted<JsonObject> {
  const { schemas } = resource;
  if (!Array.isArray(schemas)) return { value: resource, count: 0 };
  const { value, count } = rewriteElements(schemas, (urn) => {
    const today = typeof urn === 'string' ? todaysUrn(urn, core) : null;
    return today === null ? { value: urn, count: 0 } : { value: today, count: 1 };
  });
  return count === 0 ? { value: resource, count } : { value: { ...resource, schemas: value }, count };
}

/** Where an extension comes under several names, today's counts, and else the first. */
function renameKeys(resource: JsonObject, core: string): Counted<JsonObject> {
  const members = Object.entries(resource);
  const renamed = Object.fromEntries(members.filter(([key]) => todaysUrn(key, core) === null));
  let count = 0;
  for (const [key, value] of members) {
    const today = todaysUrn(key, core);
    if (today === null) continue;
    count += 1;
    if (!Object.hasOwn(renamed, today)) renamed[today] = value;
  }
  return count === 0 ? { value: resource, count } : { value: renamed, count };
}
