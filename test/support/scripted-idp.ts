import assert from 'node:assert/strict';

/** An identity provider that speaks SCIM as Okta does, one request at a time, when a test says so. */
export interface ScriptedIdp {
  /** What it sends; a test may change it, as an administrator pastes another. */
  token: string;
  /** `path` is below the base URL; another token is sent where one is given. */
  ask(method: string, path: string, body?: unknown, token?: string): Promise<Response>;
  /** Sends a person, NAME@acme.com, as assigning them to the app does. */
  hire(name: string): Promise<void>;
  /** Pushes a group with members, by their names. */
  makeGroup(displayName: string, members: readonly string[]): Promise<void>;
}

const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';
const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const patchSchema = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

export function createScriptedIdp(baseUrl: string, token: string): ScriptedIdp {
  /** Of SCIM, by name. */
  const ids = new Map<string, string>();
  const make = async (path: string, body: unknown): Promise<string> => {
    const answer = await idp.ask('POST', path, body);
    assert.equal(answer.status, 201, await answer.clone().text());
    return ((await answer.json()) as { id: string }).id;
  };
  const idp: ScriptedIdp = {
    token,
    ask: (method, path, body, other) =>
      fetch(`${baseUrl}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${other ?? idp.token}`,
          'content-type': 'application/scim+json',
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    async hire(name) {
      const id = await make('/Users', {
        schemas: [userSchema],
        userName: `${name}@acme.com`,
        externalId: `00u-${name}`,
        name: { givenName: name, familyName: 'Example' },
        displayName: `${name} Example`,
        emails: [{ value: `${name}@acme.com`, primary: true, type: 'work' }],
        active: true,
      });
      ids.set(name, id);
    },
    async makeGroup(displayName, members) {
      const group = await make('/Groups', { schemas: [groupSchema], displayName });
      const answer = await idp.ask('PATCH', `/Groups/${group}`, {
        schemas: [patchSchema],
        Operations: [
          { op: 'add', path: 'members', value: members.map((name) => ({ value: ids.get(name) })) },
        ],
      });
      assert.ok(answer.ok, await answer.text());
    },
  };
  return idp;
}
