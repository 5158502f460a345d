/** WorkOS's wire form of Directory Sync events, as far as a simulated directory sends it. */
export interface WorkosEvent {
  id: string;
  event: string;
  data: Record<string, unknown>;
  created_at: string;
  context: Record<string, unknown>;
}

export interface SimulatedPerson {
  /** WorkOS's id; somebody who was deleted and returns gets a new one. */
  id: string;
  /** The identity provider's own id, for ever. */
  idpId: string;
  state: 'active' | 'inactive' | 'deleted';
  email: string;
  firstName: string;
  lastName: string;
  /** WorkOS's custom_attributes besides emails and username. */
  attributes: Record<string, unknown>;
  createdAt: string;
  updatedAt: string;
}

export interface SimulatedGroup {
  id: string;
  idpId: string;
  name: string;
  isDeleted: boolean;
  createdAt: string;
  updatedAt: string;
}

/** Where people and groups belong. */
export interface Home {
  directoryId: string;
  organizationId: string;
}

export function personPayload(person: SimulatedPerson, home: Home): Record<string, unknown> {
  return {
    object: 'directory_user',
    id: person.id,
    directory_id: home.directoryId,
    organization_id: home.organizationId,
    idp_id: person.idpId,
    email: person.email,
    first_name: person.firstName,
    last_name: person.lastName,
    name: `${person.firstName} ${person.lastName}`,
    state: person.state === 'active' ? 'active' : 'inactive',
    created_at: person.createdAt,
    updated_at: person.updatedAt,
    // Deprecated at the top level, and empty nowadays.
    emails: [],
    username: null,
    job_title: null,
    raw_attributes: {},
    custom_attributes: {
      ...person.attributes,
      emails: [{ primary: true, type: 'work', value: person.email }],
      username: person.email,
    },
    role: { slug: 'member' },
    roles: [{ slug: 'member' }],
  };
}

export function groupPayload(group: SimulatedGroup, home: Home): Record<string, unknown> {
  return {
    object: 'directory_group',
    id: group.id,
    idp_id: group.idpId,
    directory_id: home.directoryId,
    organization_id: home.organizationId,
    name: group.name,
    raw_attributes: {},
    created_at: group.createdAt,
    updated_at: group.updatedAt,
  };
}
