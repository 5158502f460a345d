import type { WorkOS } from '@workos-inc/node';
import type { Clock } from '../../domain/clock.ts';
import { RollcallError } from '../../domain/rollcall-error.ts';
import type { WorkosOrganization, WorkosSetup } from '../../domain/workos-setup.ts';
import { directoriesAtOnce, isConnected } from './list-directories.ts';
import { statusOf, toWorkosError, workosSdk, type WorkosSdkOptions } from './workos-sdk.ts';

/** So long WorkOS keeps a portal link open ("It expires five minutes after issuance"). */
const portalLinkMs = 300_000;
/** What a request for an organization that is there already is refused with. */
const takenStatuses: readonly (number | null)[] = [400, 409, 422];

/** Organizations and portal links of WorkOS, through its SDK. */
export function createWorkosOrganizations(options: WorkosSdkOptions, clock: Clock): WorkosSetup {
  const sdk = workosSdk(options);
  return {
    async openOrganization({ externalId, name }) {
      const what = 'find or make an organization';
      const known = await findByExternalId(await sdk(), externalId, what);
      if (known !== null) return known;
      try {
        const { organizations } = await sdk();
        return toOrganization(await organizations.createOrganization({ name, externalId }));
      } catch (fault) {
        // Another process may have made it in this very moment.
        if (!takenStatuses.includes(statusOf(fault))) throw toWorkosError(fault, what);
        const made = await findByExternalId(await sdk(), externalId, what);
        if (made === null) throw toWorkosError(fault, what);
        return made;
      }
    },
    async getOrganization(id) {
      const { organizations } = await sdk();
      try {
        return toOrganization(await organizations.getOrganization(id));
      } catch (fault) {
        if (statusOf(fault) !== 404) throw toWorkosError(fault, 'show an organization');
        throw new RollcallError(
          'not_found',
          'WorkOS knows no organization with this id in the environment of WORKOS_API_KEY. Copy the id (org_...) from the WorkOS dashboard, or leave it out and one is made.',
        );
      }
    },
    async directoriesOf(organizationId) {
      const { directorySync } = await sdk();
      try {
        const { data, listMetadata } = await directorySync.listDirectories({
          organizationId,
          limit: directoriesAtOnce,
        });
        if (listMetadata.after) return null;
        return data.map(({ id, state }) => ({ id, isConnected: isConnected(state) }));
      } catch (fault) {
        throw toWorkosError(fault, 'list the directories of an organization');
      }
    },
    async portalLink({ organizationId, returnUrl, successUrl }) {
      const { adminPortal } = await sdk();
      // Before it is asked for: what is said of it must not be longer than it lasts.
      const expiresAt = new Date(clock.now().getTime() + portalLinkMs);
      try {
        const { link } = await adminPortal.generateLink({
          organization: organizationId,
          intent: 'dsync',
          ...(returnUrl === null ? {} : { returnUrl }),
          ...(successUrl === null ? {} : { successUrl }),
        });
        return { url: link, expiresAt };
      } catch (fault) {
        throw toWorkosError(fault, 'make a link to its Admin Portal');
      }
    },
  };
}

async function findByExternalId(
  { organizations }: WorkOS,
  externalId: string,
  what: string,
): Promise<WorkosOrganization | null> {
  try {
    return toOrganization(await organizations.getOrganizationByExternalId(externalId));
  } catch (fault) {
    if (statusOf(fault) === 404) return null;
    throw toWorkosError(fault, what);
  }
}

function toOrganization({ id, name }: { id: string; name: string }): WorkosOrganization {
  return { id, name };
}
