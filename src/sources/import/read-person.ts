import type { GroupRecord, PersonKey } from '../../generated/directory-event.ts';
import type { DirectoryUserResource } from '../../generated/directory-user.ts';
import { isJsonObject } from '../storable-json.ts';
import type { ColumnMapping } from './column-mapping.ts';
import type { ImportAttribute } from './import-attributes.ts';
import {
  activeOf,
  emailsOf,
  groupsOf,
  identityOf,
  isUnusable,
  nameOf,
  textOf,
  type Unusable,
} from './read-values.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** A person as one record of a file describes them. */
export interface PersonRead {
  person: PersonKey;
  active: boolean;
  resource: DirectoryUserResource;
  /** Absent: the file says nothing of groups. */
  groups?: GroupRecord[];
}

/** A person; or why the record is none, and who would have been meant where that can be read. */
export function readPerson(
  fields: ReadonlyMap<string, unknown>,
  mapping: ColumnMapping,
): PersonRead | { reason: string; sourceId?: string } {
  const given = new Map<ImportAttribute, { column: string; value: unknown }>();
  for (const [column, attribute] of mapping.columns) {
    if (attribute === 'ignore' || !fields.has(column)) continue;
    given.set(attribute, { column, value: fields.get(column) });
  }
  const reasons: string[] = [];
  const read = <T>(attribute: ImportAttribute, as: (value: unknown) => T | Unusable): T | undefined => {
    const found = given.get(attribute);
    if (found === undefined) return undefined;
    const value = as(found.value);
    if (!isUnusable(value)) return value;
    reasons.push(`${JSON.stringify(found.column.slice(0, 80))} ${value.problem}`);
    return undefined;
  };
  const text = (attribute: ImportAttribute): string | undefined => read(attribute, textOf);

  const id = read('id', identityOf);
  const externalId = read('externalId', identityOf);
  const userName = read('userName', nameOf);
  const emails = read('emails', emailsOf);
  const active = activityOf(read);
  const resource = resourceOf(given, { text, read, userName, emails });
  const groups = given.has('groups')
    ? read('groups', (value) => groupsOf(value, mapping.groupSeparator))
    : undefined;

  const address = emails?.find(({ primary }) => primary)?.value ?? emails?.[0]?.value;
  const keys = {
    id,
    externalId,
    userName: userName?.toLowerCase(),
    emails: address?.toLowerCase(),
  };
  const sourceId = keys[mapping.key];
  if (reasons[0] !== undefined) {
    return { reason: reasons[0], ...(sourceId === undefined ? {} : { sourceId }) };
  }
  if (sourceId === undefined) {
    const column =
      [...mapping.columns].find(([, attribute]) => attribute === mapping.key)?.[0] ?? mapping.key;
    return { reason: `${JSON.stringify(column.slice(0, 80))} is empty, so it is unknown who is meant` };
  }
  return {
    person: { sourceId, ...(externalId === undefined ? {} : { externalId }) },
    active,
    resource,
    ...(groups === undefined ? {} : { groups }),
  };
}

type Given = ReadonlyMap<ImportAttribute, { column: string; value: unknown }>;
type Read = <T>(attribute: ImportAttribute, as: (value: unknown) => T | Unusable) => T | undefined;

/** Where the file says nothing of it, everyone in it works there; where two columns say it, both have to agree. */
function activityOf(read: Read): boolean {
  const active = read('active', (value) => activeOf(value, true));
  const notInactive = read('inactive', (value) => activeOf(value, false));
  return (active ?? true) && (notInactive ?? true);
}

interface Parts {
  text: (attribute: ImportAttribute) => string | undefined;
  read: Read;
  userName: string | undefined;
  emails: NonNullable<DirectoryUserResource['emails']> | undefined;
}

function resourceOf(given: Given, { text, read, userName, emails }: Parts): DirectoryUserResource {
  const object = (attribute: ImportAttribute): Record<string, unknown> =>
    read(attribute, (value) =>
      isJsonObject(value) || value === null ? (value ?? {}) : { problem: 'is not an object' },
    ) ?? {};
  const list = (attribute: ImportAttribute): unknown[] | undefined =>
    read(attribute, (value) =>
      Array.isArray(value) ? value : value === null ? [] : { problem: 'is not a list' },
    );

  const name = object('name');
  const [givenName, familyName] = [
    text('name.givenName') ?? plain(name['givenName']),
    text('name.familyName') ?? plain(name['familyName']),
  ];
  const joined = [givenName, familyName].filter((part) => part !== undefined).join(' ');
  const formatted = text('name.formatted') ?? plain(name['formatted']) ?? (joined || undefined);
  const home = read('emails.home', emailsOf)?.map(({ value }) => ({ value, type: 'home' }));
  const phones = given.get('phoneNumbers')?.value;
  const phone = Array.isArray(phones) ? undefined : text('phoneNumbers');
  const place = present({
    country: text('addresses.work.country'),
    locality: text('addresses.work.locality'),
    region: text('addresses.work.region'),
    postalCode: text('addresses.work.postalCode'),
    streetAddress: text('addresses.work.streetAddress'),
  });
  const addresses = list('addresses')?.filter(isJsonObject) ?? [];
  const manager = text('enterprise.manager');
  const enterprise = {
    ...object('enterprise'),
    ...present({
      employeeNumber: text('enterprise.employeeNumber'),
      costCenter: text('enterprise.costCenter'),
      organization: text('enterprise.organization'),
      division: text('enterprise.division'),
      department: text('enterprise.department'),
      manager: manager === undefined ? undefined : { value: manager },
    }),
  };
  const custom = Object.fromEntries(
    [...given.keys()].flatMap((attribute) => {
      if (!attribute.startsWith('custom.')) return [];
      const value = text(attribute);
      return value === undefined ? [] : [[attribute.slice('custom.'.length), value]];
    }),
  );
  const allEmails = [...(emails ?? []), ...(home ?? [])];
  const allAddresses = [...addresses, ...(isEmpty(place) ? [] : [{ type: 'work', ...place }])];
  const allPhones = Array.isArray(phones)
    ? phones.filter(isJsonObject)
    : phone === undefined
      ? []
      : [{ type: 'work', value: phone }];
  const names = present({ formatted, givenName, familyName });
  return present({
    userName,
    displayName: text('displayName') ?? formatted,
    name: isEmpty(names) ? undefined : names,
    emails: allEmails.length === 0 ? undefined : allEmails,
    title: text('title'),
    userType: text('userType'),
    locale: text('locale'),
    addresses: allAddresses.length === 0 ? undefined : allAddresses,
    phoneNumbers: allPhones.length === 0 ? undefined : allPhones,
    [ENTERPRISE]: isEmpty(enterprise) ? undefined : enterprise,
    custom: isEmpty(custom) ? undefined : custom,
  });
}

function plain(value: unknown): string | undefined {
  const text = textOf(value);
  return typeof text === 'string' ? text : undefined;
}

function present(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

function isEmpty(members: object): boolean {
  return Object.keys(members).length === 0;
}
