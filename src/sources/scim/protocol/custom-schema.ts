import { RollcallError } from '../../../domain/rollcall-error.ts';
import { readAttributeDefinitions } from './custom-attribute.ts';
import { isObject } from './member-of.ts';
import type { CustomSchema } from './registry.ts';
import { groupType, userType } from './registry.ts';
import { testResourceType } from './schemas/test-resource.ts';

const longestUrn = 200;

/**
 * An extension schema that an operator gives for a directory: `{ resourceType: "User", schema }`, the schema in the form of
 * RFC 7643 §7. What is not said of an attribute is as in §2.2. What would be announced and not done is refused: an
 * attribute that has to be unique, or one that is required although clients cannot set it.
 *
 * @throws RollcallError invalid_request, with all that is wrong in `details.problems`.
 */
export function readCustomSchema(document: unknown): CustomSchema {
  const problems: string[] = [];
  const { resourceType, schema } = isObject(document) ? document : {};
  if (resourceType !== userType.name && resourceType !== groupType.name) {
    problems.push(`resourceType must be ${userType.name} or ${groupType.name}.`);
  }
  const { id, name, description, attributes } = isObject(schema) ? schema : {};
  const urn = typeof id === 'string' ? id : '';
  const problem = problemOfUrn(urn);
  if (problem !== null) problems.push(`schema.id ${problem}`);
  const read: CustomSchema = {
    resourceType: String(resourceType),
    schema: {
      id: urn,
      name: readText(name, 'schema.name', urn.slice(urn.lastIndexOf(':') + 1), problems),
      description: readText(description, 'schema.description', '', problems),
      attributes: readAttributeDefinitions(attributes, 'schema.attributes', problems),
    },
  };
  if (problems.length === 0) return read;
  throw new RollcallError('invalid_request', `The schema cannot be served: ${problems.join(' ')}`, {
    details: { problems },
  });
}

function readText(value: unknown, where: string, otherwise: string, problems: string[]): string {
  if (value === undefined || value === null) return otherwise;
  if (
    typeof value === 'string' &&
    value.length <= 1000 &&
    value.isWellFormed() &&
    !value.includes('\u0000')
  ) {
    return value;
  }
  problems.push(`${where} must be a text of at most 1,000 characters.`);
  return otherwise;
}

/** Names behind a URN are found by the whole of it, so none may begin with another and a colon. */
function problemOfUrn(urn: string): string | null {
  if (urn.length > longestUrn || !/^urn:[a-z0-9][a-z0-9-]*:[a-z0-9:._-]*[a-z0-9]$/i.test(urn)) {
    return `must be a URN of at most ${longestUrn} letters, digits, dots, hyphens, underscores and colons, such as urn:ietf:params:scim:schemas:extension:acme:2.0:User.`;
  }
  const wanted = `${urn.toLowerCase()}:`;
  const reserved = reservedUrns.find((each) => wanted.startsWith(each) || each.startsWith(wanted));
  return reserved === undefined ? null : `must not be within or above ${reserved.slice(0, -1)}.`;
}

/** What is served already, and what the standard keeps for itself; each with a colon at the end. */
const reservedUrns: readonly string[] = [
  'urn:ietf:params:scim:schemas:core:',
  'urn:ietf:params:scim:api:',
  ...[userType, groupType, testResourceType].flatMap(({ schema, extensions }) =>
    [schema, ...extensions.map((extension) => extension.schema)].map(({ id }) => `${id.toLowerCase()}:`),
  ),
];
