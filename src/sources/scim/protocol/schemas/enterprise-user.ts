import type { Schema } from '../attribute.ts';
import { defineAttribute, defineReference } from './define-attribute.ts';

/** RFC 7643 §4.3 and §8.7.1. */
export const enterpriseUserSchema: Schema = {
  id: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  name: 'EnterpriseUser',
  description: 'Enterprise User',
  attributes: [
    defineAttribute({
      name: 'employeeNumber',
      description: 'What the organization identifies the person by, often a number.',
    }),
    defineAttribute({ name: 'costCenter', description: 'The name of a cost center.' }),
    defineAttribute({ name: 'organization', description: 'The name of an organization.' }),
    defineAttribute({ name: 'division', description: 'The name of a division.' }),
    defineAttribute({ name: 'department', description: 'The name of a department.' }),
    defineAttribute({
      name: 'manager',
      description: "The user's manager.",
      type: 'complex',
      subAttributes: [
        defineAttribute({ name: 'value', description: "The id of the manager's User.", caseExact: true }),
        defineReference({
          name: '$ref',
          description: "The URI of the manager's User.",
          referenceTypes: ['User'],
        }),
        defineAttribute({
          name: 'displayName',
          description: 'The display name of the manager.',
          mutability: 'readOnly',
        }),
      ],
    }),
  ],
};
