import type { Registry, ResourceType, Schema } from './attribute.ts';
import { coreGroupSchema } from './schemas/core-group.ts';
import { coreUserSchema } from './schemas/core-user.ts';
import { enterpriseUserSchema } from './schemas/enterprise-user.ts';
import { testResourceType } from './schemas/test-resource.ts';

/** An extension that a directory adds to one of its types. */
export interface CustomSchema {
  /** The name of the type that it extends, such as User. */
  resourceType: string;
  schema: Schema;
}

export const userType: ResourceType = {
  name: 'User',
  endpoint: '/Users',
  description: 'User Account',
  schema: coreUserSchema,
  extensions: [{ schema: enterpriseUserSchema, required: false }],
};

export const groupType: ResourceType = {
  name: 'Group',
  endpoint: '/Groups',
  description: 'Group',
  schema: coreGroupSchema,
  extensions: [],
};

/**
 * The types that a directory serves. Types that are not extended are the same object in every registry, so that what is
 * prepared for a type is prepared once.
 */
export function buildRegistry(served: { testResource: boolean; custom: readonly CustomSchema[] }): Registry {
  const types = served.testResource ? [userType, groupType, testResourceType] : [userType, groupType];
  return { types: types.map((type) => extended(type, served.custom)) };
}

/** The type of this name or endpoint, `User`, `Users` or `/Users`, without case as is usual of endpoints; or null. */
export function findType(registry: Registry, nameOrEndpoint: string): ResourceType | null {
  const wanted = nameOrEndpoint.toLowerCase();
  const endpoint = wanted.startsWith('/') ? wanted : `/${wanted}`;
  return (
    registry.types.find(
      (type) => type.name.toLowerCase() === wanted || type.endpoint.toLowerCase() === endpoint,
    ) ?? null
  );
}

function extended(type: ResourceType, custom: readonly CustomSchema[]): ResourceType {
  const own = custom.filter((each) => each.resourceType === type.name);
  if (own.length === 0) return type;
  return {
    ...type,
    extensions: [...type.extensions, ...own.map(({ schema }) => ({ schema, required: false }))],
  };
}
