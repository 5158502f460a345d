/** What a column of a file may say of a person. `ignore` is a column that is not read. */
export type ImportAttribute = (typeof plainAttributes)[number] | `custom.${string}`;

/** Who somebody is, the surest first: the first of these that a file has tells its people apart. */
export const keyAttributes = ['id', 'externalId', 'userName', 'emails'] as const;
export type KeyAttribute = (typeof keyAttributes)[number];

/**
 * The names by which exports call each attribute, the most telling first: those of SCIM, Okta, Entra ID, Google
 * Workspace, and of the usual systems for personnel. Compared without case, blanks and punctuation.
 */
const knownNames = {
  id: ['id'],
  externalId: [
    ...['externalId', 'idp id', 'user id', 'object id', 'okta id', 'okta user id', 'user identifier'],
    ...['immutable id', 'guid', 'uid', 'worker id', 'person id'],
  ],
  userName: [
    ...['userName', 'login', 'login name', 'user principal name', 'upn', 'user logon name'],
    ...['account name', 'sam account name', 'benutzername'],
  ],
  emails: [
    ...['emails', 'work email', 'work email address', 'primary email', 'business email', 'company email'],
    ...['email', 'email address', 'mail', 'email work', 'work mail', 'dienstliche e-mail'],
  ],
  'emails.home': [],
  active: [
    ...['active', 'is active', 'account enabled', 'enabled', 'status', 'account status', 'user status'],
    ...['employment status', 'employee status', 'worker status'],
  ],
  inactive: [
    ...['inactive', 'suspended', 'is suspended', 'disabled', 'account disabled', 'terminated', 'deactivated'],
    ...['archived', 'block sign in', 'block credential'],
  ],
  displayName: ['displayName', 'preferred name', 'anzeigename'],
  name: ['name'],
  'name.formatted': ['name.formatted', 'full name', 'formatted name', 'common name', 'employee name', 'cn'],
  'name.givenName': [
    ...['name.givenName', 'givenName', 'first name', 'legal first name', 'preferred first name', 'forename'],
    ...['vorname', 'prénom'],
  ],
  'name.familyName': [
    ...['name.familyName', 'familyName', 'last name', 'legal last name', 'surname', 'sn', 'nachname'],
    ...['nom de famille'],
  ],
  title: ['title', 'job title', 'business title', 'employee title', 'position', 'position title'],
  userType: [
    ...['userType', 'employee type', 'worker type', 'employment type', 'contract type', 'person type'],
  ],
  locale: ['locale', 'preferred language', 'preferredLanguage', 'language'],
  phoneNumbers: [
    ...['phoneNumbers', 'work phone', 'phone number', 'phone', 'primary phone', 'business phone'],
    ...['telephone number', 'telephone', 'office phone'],
  ],
  addresses: ['addresses'],
  'addresses.work.country': [
    'country',
    'country code',
    'work country',
    'country or region',
    'usage location',
  ],
  'addresses.work.locality': ['city', 'locality', 'work city', 'town'],
  'addresses.work.region': ['state', 'region', 'province', 'state or province', 'work state'],
  'addresses.work.postalCode': ['postal code', 'zip', 'zip code', 'postcode'],
  'addresses.work.streetAddress': ['street address', 'street', 'work address'],
  enterprise: ['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User', 'enterprise'],
  'enterprise.employeeNumber': [
    ...['employeeNumber', 'employee id', 'employee no', 'emp id', 'personnel number', 'staff id'],
    ...['payroll id', 'personalnummer'],
  ],
  'enterprise.department': ['department', 'department name', 'dept', 'abteilung'],
  'enterprise.division': ['division', 'division name', 'business unit'],
  'enterprise.organization': ['organization', 'organisation', 'company', 'company name', 'legal entity'],
  'enterprise.costCenter': ['cost center', 'cost centre', 'cost center name', 'kostenstelle'],
  'enterprise.manager': ['manager', 'manager id', 'manager email', 'reports to', 'supervisor'],
  groups: [
    'groups',
    'group',
    'group names',
    'group memberships',
    'member of',
    'memberships',
    'teams',
    'team',
  ],
  ignore: [],
} as const satisfies Record<string, readonly string[]>;

type PlainAttribute = keyof typeof knownNames;

export const plainAttributes = Object.keys(knownNames) as PlainAttribute[];

/** Objects and lists of SCIM: a cell of a table holds none. */
const structured: ReadonlySet<string> = new Set(['name', 'addresses', 'enterprise']);

/** The members of a User that are read, by their names in SCIM. */
export const scimMembers: readonly (readonly [string, PlainAttribute])[] = (
  [
    ...(['externalId', 'userName', 'emails', 'active', 'displayName', 'name', 'title', 'userType'] as const),
    ...(['locale', 'phoneNumbers', 'addresses', 'groups', 'enterprise'] as const),
  ] as const
).map((attribute) => [attribute === 'enterprise' ? knownNames.enterprise[0] : attribute, attribute]);

const byName = new Map<string, { attribute: PlainAttribute; rank: number }>();
for (const attribute of plainAttributes) {
  for (const [rank, name] of knownNames[attribute].entries()) {
    byName.set(comparable(name), { attribute, rank });
  }
}

/**
 * What a column of this name says, and how telling the name is (0 is the most); null where it is not known.
 * @param cells whether the values are texts of a table, in which `name` is a whole name and not an object
 */
export function attributeOfName(
  column: string,
  cells: boolean,
): { attribute: PlainAttribute; rank: number } | null {
  const found = byName.get(comparable(column));
  if (found === undefined || !cells || !structured.has(found.attribute)) return found ?? null;
  return found.attribute === 'name' ? { attribute: 'name.formatted', rank: 99 } : null;
}

/** Whether SCIM itself calls an attribute so: then nothing was guessed. */
export function isScimName(column: string, attribute: ImportAttribute): boolean {
  const name = column.toLowerCase();
  return name === attribute.toLowerCase() || (attribute === 'enterprise' && name.startsWith('urn:ietf:'));
}

/** The attribute that somebody has named; null where there is none of that name. */
export function attributeNamed(name: string): ImportAttribute | null {
  const plain = plainAttributes.find((attribute) => attribute.toLowerCase() === name.toLowerCase());
  if (plain !== undefined) return plain;
  const bare = plainAttributes.find((attribute) =>
    attribute.toLowerCase().endsWith(`.${name.toLowerCase()}`),
  );
  if (bare !== undefined) return bare;
  const custom = /^custom\.([A-Za-z][\w-]{0,63})$/.exec(name)?.[1];
  if (custom === undefined || custom === 'constructor' || custom === 'prototype') return null;
  return `custom.${custom}`;
}

/** Names as they are compared; what stands in brackets is a remark, as in "Email Address [Required]". */
function comparable(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\[[^\]]*\]|\([^)]*\)/g, '')
    .replace(/[^\p{L}\p{N}]/gu, '');
}
