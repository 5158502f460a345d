import type { Service } from '../../../src/service.ts';
import { profileOf } from '../../../src/sources/scim/profiles/profile-of.ts';
import type { ResourceType } from '../../../src/sources/scim/protocol/attribute.ts';
import { buildRegistry, groupType, userType } from '../../../src/sources/scim/protocol/registry.ts';
import type { ScimCaller } from '../../../src/sources/scim/scim-caller.ts';
import { createTenant } from '../../../src/tenancy/create-tenant.ts';
import { createDirectory } from '../../../src/tenancy/directories.ts';
import { GROUP_SCHEMA, userBody, type Company } from './company.ts';
import type { Population } from './operations.ts';

const actor = { kind: 'operator', id: 'bench' } as const;
const atOnce = 1_000;

/** A tenant with a SCIM directory and everybody in it, written as requests would be, without HTTP around them. */
export async function fillRollcall(service: Service, { slug, people, groups }: Company): Promise<Population> {
  const { tenant } = await createTenant(service.tenancy, { slug, policyYaml: null }, actor);
  const { id: directoryId, token } = await createDirectory(
    service.tenancy,
    tenant.id,
    { source: 'scim' },
    actor,
  );
  const path = `/scim/v2/${directoryId}`;
  const registry = buildRegistry({ testResource: false, custom: [] });
  const caller: ScimCaller = {
    tenantId: tenant.id,
    directoryId,
    profile: profileOf('generic'),
    registry,
    baseUrl: `http://127.0.0.1${path}`,
  };
  const create = async (type: ResourceType, incoming: unknown): Promise<string> => {
    const { record } = await service.scim.writer.write(caller, { kind: 'create', type, incoming });
    return record?.id ?? '';
  };
  const ids: string[] = [];
  while (ids.length < people) {
    const next = Array.from({ length: Math.min(atOnce, people - ids.length) }, (_, index) =>
      create(userType, userBody(slug, ids.length + index)),
    );
    ids.push(...(await Promise.all(next)));
  }
  const groupIds = new Map<number, string>();
  for (const size of groups) {
    const members = ids.slice(0, size).map((value) => ({ value }));
    const group = { schemas: [GROUP_SCHEMA], displayName: `group of ${size}`, members };
    groupIds.set(size, await create(groupType, group));
  }
  return { slug, path, token: token ?? '', people: ids, groups: groupIds };
}
