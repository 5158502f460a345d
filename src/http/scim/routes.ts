import type { Registry, ResourceType } from '../../sources/scim/protocol/attribute.ts';
import { readProjection } from '../../sources/scim/protocol/projection.ts';
import { ScimError } from '../../sources/scim/protocol/scim-error.ts';
import type { ScimCaller } from '../../sources/scim/scim-caller.ts';
import type { ScimSettings } from '../deps.ts';
import type { ScimAnswer } from './answer.ts';
import { bulk } from './bulk-operation.ts';
import {
  showConfiguration,
  showResourceType,
  showResourceTypes,
  showSchema,
  showSchemas,
} from './discovery.ts';
import { readSearchQuery, readSearchRequest } from './read-search.ts';
import { MethodRefused, nothingHere } from './refusals.ts';
import { createOne, deleteOne, patchOne, readOne, replaceOne, type Asked } from './resource-operations.ts';
import type { ScimDeps } from './scim-deps.ts';
import type { ScimRequest } from './scim-request.ts';
import { search } from './search-operation.ts';

type Perform = (deps: ScimDeps, caller: ScimCaller, request: ScimRequest) => Promise<ScimAnswer> | ScimAnswer;

/** What there is at an address. */
export interface ScimRoute {
  /** Below the directory's address, such as /Users/:id. */
  pattern: string;
  /** By method, in the order in which they are told of. */
  methods: Partial<Record<ScimMethod, Perform>>;
}

type ScimMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** The route of a decoded path, or null where there is none. Names of endpoints compare without case. */
export function findRoute(registry: Registry, path: string): ScimRoute | null {
  const [first = '', second, ...more] = path.slice(1).split('/');
  const name = first.toLowerCase();
  if (name === 'me') return me;
  if (more.length > 0) return null;
  const type = registry.types.find(({ endpoint }) => endpoint.slice(1).toLowerCase() === name);
  if (second === undefined) return type === undefined ? (fixed.get(name) ?? null) : collectionOf(type);
  if (type === undefined) return discoveryOf(name, second);
  return second.toLowerCase() === '.search' ? searchOf(type) : resourceOf(type, second);
}

/**
 * Does what a request asks at an address.
 *
 * @throws MethodRefused where the address has no such method
 */
export async function performAt(
  route: ScimRoute,
  deps: ScimDeps,
  caller: ScimCaller,
  request: ScimRequest,
): Promise<ScimAnswer> {
  // Node lets through only methods that HTTP knows, so that it is none of the names that every object has.
  const perform = route.methods[request.method as ScimMethod];
  if (perform !== undefined) return perform(deps, caller, request);
  throw new MethodRefused(
    Object.keys(route.methods).flatMap((name) => (name === 'GET' ? ['GET', 'HEAD'] : name)),
  );
}

function collectionOf(type: ResourceType): ScimRoute {
  return {
    pattern: type.endpoint,
    methods: {
      GET: (deps, caller, { query }) => search(deps, caller, [type], readSearchQuery(query)),
      POST: (deps, caller, request) => createOne(deps, caller, type, askedOf(type, request)),
    },
  };
}

function searchOf(type: ResourceType): ScimRoute {
  return {
    pattern: `${type.endpoint}/.search`,
    methods: {
      POST: (deps, caller, { body }) => search(deps, caller, [type], readSearchRequest(body)),
    },
  };
}

function resourceOf(type: ResourceType, id: string): ScimRoute {
  return {
    pattern: `${type.endpoint}/:id`,
    methods: {
      GET: (deps, caller, request) => readOne(deps, caller, type, id, askedOf(type, request)),
      PUT: (deps, caller, request) => replaceOne(deps, caller, type, id, askedOf(type, request)),
      PATCH: (deps, caller, request) => patchOne(deps, caller, type, id, askedOf(type, request)),
      DELETE: (deps, caller, request) => deleteOne(deps, caller, type, id, request),
    },
  };
}

function askedOf(type: ResourceType, { query, body, ifMatch, ifNoneMatch }: ScimRequest): Asked {
  const { attributes, excludedAttributes } = query;
  return {
    body,
    projection: readProjection(type, attributes, excludedAttributes),
    namesAttributes: isGiven(attributes) || isGiven(excludedAttributes),
    ifMatch,
    ifNoneMatch,
  };
}

/** A parameter that is there and empty names nothing. */
function isGiven(parameter: string | undefined): boolean {
  return parameter !== undefined && parameter.trim() !== '';
}

function discoveryOf(name: string, id: string): ScimRoute | null {
  if (name === 'schemas') {
    return { pattern: '/Schemas/:id', methods: { GET: (_deps, caller) => showSchema(caller, id) } };
  }
  if (name === 'resourcetypes') {
    return {
      pattern: '/ResourceTypes/:id',
      methods: { GET: (_deps, caller) => showResourceType(caller, id) },
    };
  }
  return null;
}

/** What is at the same address in every directory, by its name in lower case. */
const fixed = new Map<string, ScimRoute>([
  [
    '',
    {
      pattern: '/',
      methods: {
        GET: (deps, caller, { query }) => search(deps, caller, caller.registry.types, readSearchQuery(query)),
      },
    },
  ],
  [
    '.search',
    {
      pattern: '/.search',
      methods: {
        POST: (deps, caller, { body }) =>
          search(deps, caller, caller.registry.types, readSearchRequest(body)),
      },
    },
  ],
  [
    'bulk',
    {
      pattern: '/Bulk',
      methods: {
        POST: (deps, caller, request) =>
          bulk(deps, caller, request, (single, id) => performSingle(deps, caller, single, id)),
      },
    },
  ],
  [
    'serviceproviderconfig',
    { pattern: '/ServiceProviderConfig', methods: { GET: whole(showConfiguration) } },
  ],
  ['schemas', { pattern: '/Schemas', methods: { GET: whole(showSchemas) } }],
  ['resourcetypes', { pattern: '/ResourceTypes', methods: { GET: whole(showResourceTypes) } }],
]);

/** One operation of a bulk request: on a resource, or where resources of one type are. */
async function performSingle(
  deps: ScimDeps,
  caller: ScimCaller,
  request: ScimRequest,
  id: string | null,
): Promise<ScimAnswer> {
  const [first = '', second, ...more] = request.path.slice(1).split('/');
  const type = caller.registry.types.find(
    ({ endpoint }) => endpoint.slice(1).toLowerCase() === first.toLowerCase(),
  );
  if (type === undefined || more.length > 0) throw nothingHere();
  if (second !== undefined) return performAt(resourceOf(type, second), deps, caller, request);
  if (id === null) throw new MethodRefused(['POST']);
  return createOne(deps, caller, type, askedOf(type, request), id);
}

/** RFC 7644 §4: what would be shown under a filter would not be what is served. */
function whole(show: (caller: ScimCaller, settings: ScimSettings) => ScimAnswer): Perform {
  return ({ scim }, caller, { query }) => {
    if (query['filter'] !== undefined) {
      throw new ScimError('forbidden', 'What the service serves is shown whole: leave the filter out.');
    }
    return show(caller, scim.settings);
  };
}

/** A token stands for an identity provider, which is nobody in the directory (RFC 7644 §3.11). */
const notServed: Perform = () => {
  throw new ScimError('notImplemented', 'The token is not of a person, so there is no /Me.');
};
const me: ScimRoute = {
  pattern: '/Me',
  methods: { GET: notServed, POST: notServed, PUT: notServed, PATCH: notServed, DELETE: notServed },
};
