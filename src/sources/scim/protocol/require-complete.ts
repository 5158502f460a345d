import type { Attribute, Attributes, ResourceType } from './attribute.ts';
import { ScimError } from './scim-error.ts';
import { isStored } from './type-names.ts';

/**
 * That a resource has what its type requires: required attributes, the required sub-attributes of those that it has, and
 * the required attributes of the extensions that it uses. Asked of the finished resource, after a PATCH as after a PUT.
 *
 * @throws ScimError invalidValue, naming what is missing.
 */
export function requireComplete(type: ResourceType, attributes: Attributes): void {
  for (const attribute of type.schema.attributes) {
    requireValue(attribute, attributes[attribute.name], attribute.name);
  }
  for (const { schema, required } of type.extensions) {
    const extension = attributes[schema.id] as Attributes | undefined;
    if (extension === undefined) {
      if (required) throw new ScimError('invalidValue', `The extension ${schema.id} is required.`);
      continue;
    }
    for (const attribute of schema.attributes) {
      requireValue(attribute, extension[attribute.name], `${schema.id}:${attribute.name}`);
    }
  }
}

function requireValue(attribute: Attribute, value: unknown, where: string): void {
  if (value === undefined || value === '') {
    if (attribute.required && isStored(attribute) && attribute.mutability !== 'readOnly') {
      throw new ScimError('invalidValue', `${where} is required.`);
    }
    return;
  }
  const required = attribute.subAttributes.filter((sub) => sub.required);
  if (required.length === 0) return;
  for (const element of Array.isArray(value) ? (value as unknown[]) : [value]) {
    for (const sub of required) requireValue(sub, (element as Attributes)[sub.name], `${where}.${sub.name}`);
  }
}
