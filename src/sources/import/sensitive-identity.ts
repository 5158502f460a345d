import { RollcallError } from '../../domain/rollcall-error.ts';
import type { Redaction } from '../../policy/redact.ts';
import type { ColumnMapping } from './column-mapping.ts';
import { attributeOfName, keyAttributes } from './import-attributes.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/**
 * An identity is stored and shown, whatever a policy drops by name: so no column that it drops may become one.
 * @throws RollcallError invalid_request, which says what to write instead
 */
export function refuseSensitiveIdentity(mapping: ColumnMapping, { redactResource }: Redaction): void {
  const keys: ReadonlySet<string> = new Set(keyAttributes);
  for (const [column, attribute] of mapping.columns) {
    if (!keys.has(attribute) || attribute === 'emails' || attribute === 'userName') continue;
    const isNumber = attributeOfName(column, true)?.attribute === 'enterprise.employeeNumber';
    const probe = isNumber
      ? redactResource({ [ENTERPRISE]: { employeeNumber: 'x' } })[ENTERPRISE]?.employeeNumber
      : redactResource({ custom: { [column]: 'x' } }).custom?.[column];
    if (probe !== undefined) continue;
    throw new RollcallError(
      'invalid_request',
      `The policy drops what stands in ${JSON.stringify(column.slice(0, 80))}, so it cannot be ${attribute}. Map the column to ignore, and another one to ${keyAttributes.join(', ')}.`,
    );
  }
}
