import { v7 as newId } from 'uuid';
import type { Actor } from '../domain/change.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { PortalLinkRequest, WorkosOrganization, WorkosSetup } from '../domain/workos-setup.ts';
import { insertAuditRecords } from '../store/audit-records.ts';
import { awaitDirectory, noteCandidates } from '../store/awaited-directories.ts';
import type { Transaction } from '../store/database.ts';
import { insertDirectory } from '../store/directory-rows.ts';
import { lockTenant, readTenant, type TenantRow } from '../store/tenants.ts';
import {
  changeWaitingDirectory,
  findWorkosDirectories,
  readOrganizationOf,
  setOrganization,
  type WorkosDirectoryRow,
} from '../store/workos-directories.ts';
import { listSooner } from '../store/workos-listings.ts';
import type { TenancyDeps } from './deps.ts';
import { freeDirectories } from './free-directories.ts';

export type ConnectDeps = TenancyDeps & {
  /** Null or absent where no API key of WorkOS is configured. */
  workosSetup?: WorkosSetup | null;
};

export interface WorkosConnectionRequest {
  /** The identity provider, such as okta: a label until WorkOS says what it is. */
  idp?: string | null;
  name?: string | null;
  /** In which state the directory is once something has come from it; as the policy of that day says, unless told. */
  state?: 'active' | 'testing' | null;
  /** An organization that is there already; unless told, the one that is of this tenant, made where there is none. */
  organizationId?: string | null;
  /** Another directory, although one of the organization is connected already. */
  another?: boolean;
  returnUrl?: string | null;
  successUrl?: string | null;
}

export interface WorkosConnection {
  directoryId: string;
  organizationId: string;
  link: { url: string; expiresAt: Date };
  /** Whether the directory was made just now. */
  isNew: boolean;
  /** Whether it has its directory at WorkOS: then the link changes what that is connected with. */
  isConnected: boolean;
}

/** So soon after a link was made the directories of WorkOS are listed, in milliseconds. */
const listWithinMs = 60_000;

/**
 * Enables sync through WorkOS: finds or makes the tenant's organization there, makes a directory that waits for the
 * organization's next one, and returns the link behind which the customer's administrator connects the identity
 * provider. Asking again gives the same directory with a new link; while nothing has come of it, the provider, name and
 * state that are asked for count, and those of before no longer.
 *
 * @throws RollcallError workos_not_configured, workos_refused, workos_unavailable, not_found (tenant, organization),
 *   conflict (another directory waits for this organization)
 */
export async function connectWorkos(
  deps: ConnectDeps,
  tenantId: string,
  request: WorkosConnectionRequest,
  actor: Actor,
): Promise<WorkosConnection> {
  const workos = requireWorkos(deps);
  const organization = await organizationFor(deps, workos, tenantId, request);
  const { directoryId, isNew, isConnected } = await deps.database.inTenant(tenantId, async (trx) => {
    const tenant = await lockTenant(trx, tenantId);
    if (!tenant) throw noTenant();
    const known = choose(await findWorkosDirectories(trx, tenantId), organization.id, request);
    if (known === null) {
      return {
        directoryId: await makeDirectory(deps, trx, tenant, organization, request, actor),
        isNew: true,
        isConnected: false,
      };
    }
    if (known.workos_id === null) {
      await setOrganization(trx, tenantId, known.id, organization.id);
      await wait(trx, { tenantId, directoryId: known.id }, organization.id, deps.clock.now());
      await takeOver(deps, trx, tenant, known.id, request, actor);
    }
    return { directoryId: known.id, isNew: false, isConnected: known.workos_id !== null };
  });
  if (!isConnected) await noteDoubt(deps, workos, organization.id);
  const link = await linkTo(deps, workos, organization.id, request);
  return { directoryId, organizationId: organization.id, link, isNew, isConnected };
}

/**
 * A new link for a directory of WorkOS: to connect it, or to mend what it is connected with.
 *
 * @throws RollcallError as connectWorkos, and conflict where the directory has no organization
 */
export async function newPortalLink(
  deps: ConnectDeps,
  tenantId: string,
  directoryId: string,
  urls: { returnUrl?: string | null; successUrl?: string | null },
): Promise<WorkosConnection> {
  const directory = await deps.database.inTenant(tenantId, (trx) =>
    readOrganizationOf(trx, tenantId, directoryId),
  );
  if (directory === null) throw new RollcallError('not_found', 'There is no such directory.');
  const workos = requireWorkos(deps);
  if (directory.source !== 'workos') {
    throw new RollcallError(
      'conflict',
      `Only a WorkOS directory has an Admin Portal; the source of this one is ${directory.source}.`,
    );
  }
  if (directory.state === 'disconnected') {
    throw new RollcallError(
      'conflict',
      'This directory is disconnected, for good. Connect the tenant again for another one.',
    );
  }
  if (directory.organization_id === null) {
    throw new RollcallError(
      'conflict',
      'The organization of this directory is not known, because it was not made by connecting and nothing has come from it yet. Open its Admin Portal from the WorkOS dashboard.',
    );
  }
  const link = await linkTo(deps, workos, directory.organization_id, urls);
  const isConnected = directory.workos_id !== null;
  return { directoryId, organizationId: directory.organization_id, link, isNew: false, isConnected };
}

/** What has several directories already is known to be a question before any of them sends something. */
async function noteDoubt({ database }: ConnectDeps, workosSetup: WorkosSetup, organizationId: string) {
  const free = await freeDirectories({ database, workosSetup }, organizationId, null);
  if (free !== null && free.length > 1) await noteCandidates(database, organizationId, free);
}

function requireWorkos({ workosSetup }: ConnectDeps): WorkosSetup {
  if (workosSetup) return workosSetup;
  throw new RollcallError(
    'workos_not_configured',
    'Setting a directory up through WorkOS needs its API key. Set WORKOS_API_KEY to a secret key (sk_...) from the WorkOS dashboard under API Keys, and start again; or create the directory with the WorkOS id that the dashboard shows.',
  );
}

async function organizationFor(
  deps: ConnectDeps,
  workos: WorkosSetup,
  tenantId: string,
  { organizationId }: WorkosConnectionRequest,
): Promise<WorkosOrganization> {
  if (organizationId !== undefined && organizationId !== null) return workos.getOrganization(organizationId);
  const { tenant, directories } = await deps.database.inTenant(tenantId, async (trx) => ({
    tenant: await readTenant(trx, tenantId),
    directories: await findWorkosDirectories(trx, tenantId),
  }));
  if (!tenant) throw noTenant();
  // One that was adopted stays the tenant's.
  const adopted = directories.find(({ organization_id }) => organization_id !== null)?.organization_id;
  if (adopted !== undefined && adopted !== null) return workos.getOrganization(adopted);
  return workos.openOrganization({ externalId: tenantId, name: tenant.name });
}

/** The directory that is meant, or null where another one is to be made: first one that still waits. */
function choose(
  directories: WorkosDirectoryRow[],
  organizationId: string,
  { another = false }: WorkosConnectionRequest,
): WorkosDirectoryRow | null {
  const waiting = directories.find(
    ({ workos_id, organization_id }) =>
      workos_id === null && (organization_id === null || organization_id === organizationId),
  );
  if (waiting !== undefined || another) return waiting ?? null;
  return directories.find(({ organization_id }) => organization_id === organizationId) ?? null;
}

async function makeDirectory(
  deps: ConnectDeps,
  trx: Transaction,
  tenant: TenantRow,
  organization: WorkosOrganization,
  request: WorkosConnectionRequest,
  actor: Actor,
): Promise<string> {
  const directoryId = newId();
  const now = deps.clock.now();
  await insertDirectory(trx, tenant.id, {
    id: directoryId,
    source: 'workos',
    idp: request.idp ?? null,
    profile: null,
    name: request.name ?? null,
    workosId: null,
    organizationId: organization.id,
    state: 'setting_up',
    startsAs: request.state ?? null,
    createdAt: now,
  });
  await wait(trx, { tenantId: tenant.id, directoryId }, organization.id, now);
  await insertAuditRecords(
    trx,
    tenant.id,
    [
      {
        actor,
        action: 'directory.created',
        userId: null,
        directoryId,
        before: null,
        after: {
          state: 'setting_up',
          organization_id: organization.id,
          ...(request.state ? { starts_as: request.state } : {}),
        },
        reason: `The directory was created, and waits for the next one of the WorkOS organization ${organization.id}`,
        eventIds: [],
        policyVersion: tenant.active_policy_version,
      },
    ],
    now,
  );
  return directoryId;
}

/** Whoever asks again may have chosen otherwise: test mode above all must not be lost without a word. */
async function takeOver(
  { clock }: ConnectDeps,
  trx: Transaction,
  tenant: TenantRow,
  directoryId: string,
  { idp = null, name = null, state = null }: WorkosConnectionRequest,
  actor: Actor,
): Promise<void> {
  const changed = await changeWaitingDirectory(trx, tenant.id, directoryId, { idp, name, startsAs: state });
  if (changed === null) return;
  const { before, after } = changed;
  await insertAuditRecords(
    trx,
    tenant.id,
    [
      {
        actor,
        action: 'directory.changed',
        userId: null,
        directoryId,
        before: { idp: before.idp, name: before.name, starts_as: before.startsAs },
        after: { idp: after.idp, name: after.name, starts_as: after.startsAs },
        reason: 'The directory still waits to be connected, and was asked for otherwise',
        eventIds: [],
        policyVersion: tenant.active_policy_version,
      },
    ],
    clock.now(),
  );
}

async function wait(
  trx: Transaction,
  { tenantId, directoryId }: { tenantId: string; directoryId: string },
  organizationId: string,
  now: Date,
): Promise<void> {
  const route = { tenant_id: tenantId, directory_id: directoryId };
  const waits = await awaitDirectory(trx, organizationId, route, now);
  if (waits.directory_id === directoryId) return;
  throw new RollcallError(
    'conflict',
    `Another directory waits for the WorkOS organization ${organizationId} already, so that nobody could say whose its next directory is. Disconnect that one, or use another organization.`,
  );
}

async function linkTo(
  deps: ConnectDeps,
  workos: WorkosSetup,
  organizationId: string,
  { returnUrl, successUrl }: { returnUrl?: string | null; successUrl?: string | null },
): Promise<WorkosConnection['link']> {
  const wanted: PortalLinkRequest = {
    organizationId,
    returnUrl: returnUrl ?? null,
    successUrl: successUrl ?? null,
  };
  const link = await workos.portalLink(wanted);
  await listSooner(deps.database, new Date(deps.clock.now().getTime() + listWithinMs));
  return link;
}

function noTenant(): RollcallError {
  return new RollcallError('not_found', 'There is no such tenant.');
}
