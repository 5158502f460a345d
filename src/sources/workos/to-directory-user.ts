import type { DirectoryUserResource } from '../../generated/directory-user.ts';
import { isJsonObject, type JsonObject } from '../storable-json.ts';
import { present } from './present.ts';
import { readAddresses, readEmails, readPhoneNumbers, withPrimaryEmail } from './multi-values.ts';
import { readCode, readText } from './read-text.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/**
 * A WorkOS directory user as a SCIM core and enterprise resource.
 *
 * custom_attributes come first, then the top level, where legacy payloads keep emails, username and job_title. An
 * attribute that is no use under its SCIM name (wrong type, or a second name for the same) stays under `custom` with
 * every other. `raw_attributes` and `groups` are deprecated and not read. The role that WorkOS assigned is kept for
 * policies to look at, as custom.workos_role; by itself it grants nothing.
 */
export function toDirectoryUser(user: JsonObject): DirectoryUserResource {
  const attributes = unreadAttributes(user.custom_attributes);
  const { take } = attributes;
  const givenName = readText(user.first_name);
  const familyName = readText(user.last_name);
  const formatted = readText(user.name) ?? joined(givenName, familyName);
  const emails = take(['emails'], readEmails) ?? readEmails(user.emails) ?? [];

  return present({
    userName: take(['username'], readText) ?? readText(user.username),
    displayName: take(['display_name'], readText) ?? formatted,
    name: unlessEmpty(present({ formatted, givenName, familyName })),
    emails: unlessEmpty(withPrimaryEmail(emails, user.email)),
    title: take(['job_title'], readText) ?? readText(user.job_title),
    userType: take(['employee_type', 'employment_type'], readText),
    locale: take(['locale', 'preferred_language'], readText),
    addresses: take(['addresses'], readAddresses),
    phoneNumbers: take(['phone_numbers', 'phone_number'], readPhoneNumbers),
    [ENTERPRISE]: unlessEmpty(
      present({
        employeeNumber: take(['employee_number'], readCode),
        costCenter: take(['cost_center_name', 'cost_center'], readCode),
        organization: take(['organization'], readText),
        division: take(['division_name', 'division'], readText),
        department: take(['department_name', 'department'], readText),
        manager: unlessEmpty(
          present({
            value: take(['manager_id', 'manager_email'], readCode),
            displayName: take(['manager_name'], readText),
          }),
        ),
      }),
    ),
    custom: unlessEmpty({ ...attributes.rest(), ...present({ workos_role: readRole(user) }) }),
  });
}

/** Attributes that are read once: what nobody took is left over. */
function unreadAttributes(customAttributes: unknown) {
  const unread = new Map(Object.entries(isJsonObject(customAttributes) ? customAttributes : {}));
  return {
    /** The first of these names that holds a usable value. */
    take: <T>(names: string[], readAs: (value: unknown) => T | undefined): T | undefined => {
      for (const name of names) {
        const value = readAs(unread.get(name));
        if (value === undefined) continue;
        unread.delete(name);
        return value;
      }
      return undefined;
    },
    rest: (): JsonObject => Object.fromEntries([...unread].filter(([, value]) => value !== null)),
  };
}

function readRole(user: JsonObject): string | undefined {
  return isJsonObject(user.role) ? readText(user.role.slug) : undefined;
}

function joined(givenName: string | undefined, familyName: string | undefined): string | undefined {
  return readText([givenName, familyName].filter((part) => part !== undefined).join(' '));
}

function unlessEmpty<T extends object>(members: T): T | undefined {
  return Object.keys(members).length === 0 ? undefined : members;
}
