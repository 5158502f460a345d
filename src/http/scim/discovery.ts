import {
  resourceTypeDocuments,
  schemaDocuments,
  serviceProviderConfig,
} from '../../sources/scim/protocol/discovery.ts';
import { listResponse } from '../../sources/scim/protocol/list-response.ts';
import type { ScimCaller } from '../../sources/scim/scim-caller.ts';
import type { ScimSettings } from '../deps.ts';
import type { ScimAnswer } from './answer.ts';
import { announcedLimits } from './announced-limits.ts';
import { nothingHere } from './refusals.ts';

/** GET /ServiceProviderConfig (RFC 7643 §5). */
export function showConfiguration({ baseUrl }: ScimCaller, settings: ScimSettings): ScimAnswer {
  return shown(serviceProviderConfig(baseUrl, announcedLimits(settings)));
}

/** GET /Schemas (RFC 7643 §7). */
export function showSchemas({ registry, baseUrl }: ScimCaller): ScimAnswer {
  return shown(listResponse(schemaDocuments(registry, baseUrl)));
}

/** GET /Schemas/:id; URNs compare without case. */
export function showSchema({ registry, baseUrl }: ScimCaller, id: string): ScimAnswer {
  return oneOf(schemaDocuments(registry, baseUrl), id);
}

/** GET /ResourceTypes (RFC 7643 §6). */
export function showResourceTypes({ registry, baseUrl }: ScimCaller): ScimAnswer {
  return shown(listResponse(resourceTypeDocuments(registry, baseUrl)));
}

/** GET /ResourceTypes/:id, such as User. */
export function showResourceType({ registry, baseUrl }: ScimCaller, id: string): ScimAnswer {
  return oneOf(resourceTypeDocuments(registry, baseUrl), id);
}

function oneOf(documents: readonly { id: string }[], id: string): ScimAnswer {
  const found = documents.find((document) => document.id.toLowerCase() === id.toLowerCase());
  if (found === undefined) throw nothingHere();
  return shown(found);
}

function shown(body: unknown): ScimAnswer {
  return { status: 200, headers: {}, body };
}
