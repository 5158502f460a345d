import { isJsonObject } from '../storable-json.ts';

/** The ids of organizations. Nothing else is looked up, or stored as one. */
const organizationForm = /^org_[\w-]{1,200}$/;

/** Events that say the end of a directory, or nothing of its people: they claim nothing. */
const lastWords: readonly unknown[] = ['dsync.deleted', 'dsync.deactivated', 'dsync.token.revoked'];

/**
 * The organization of the directory that an event of WorkOS begins with; null where it names none. Takes any JSON value.
 * Memberships name it in the person and in the group that come along.
 */
export function organizationOf(body: unknown): string | null {
  if (!isJsonObject(body) || !isJsonObject(body.data) || lastWords.includes(body.event)) return null;
  const { data } = body;
  const named = [data, data.user, data.group].map((part) =>
    isJsonObject(part) ? part.organization_id : null,
  );
  const ids = named.filter(isOrganizationId);
  // Two would be news of nobody knows whom.
  return new Set(ids).size === 1 ? (ids[0] ?? null) : null;
}

export function isOrganizationId(value: unknown): value is string {
  return typeof value === 'string' && organizationForm.test(value);
}
