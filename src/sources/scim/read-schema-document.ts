import type { StoredSchema } from '../../store/directory-schemas.ts';
import { readCustomSchema } from './protocol/custom-schema.ts';

/**
 * An extension schema as operators write it: the document of RFC 7643 §7 with `resource_type` (User unless told, or Group)
 * beside its `id`, `name`, `description` and `attributes`. Other members, such as `schemas` and `meta`, are ignored.
 *
 * @throws RollcallError invalid_request, with all that is wrong
 */
export function readSchemaDocument(document: object): StoredSchema {
  const {
    resource_type: resourceType,
    id,
    name,
    description,
    attributes,
  } = document as Record<string, unknown>;
  return readCustomSchema({
    resourceType: resourceType ?? 'User',
    schema: { id, name, description, attributes },
  }) as StoredSchema;
}
