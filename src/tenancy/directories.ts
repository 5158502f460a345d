import { v7 as newId } from 'uuid';
import type { Actor } from '../domain/change.ts';
import { profileNames, type ProfileName } from '../domain/profile-names.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import { insertAuditRecords } from '../store/audit-records.ts';
import { endAwaiting } from '../store/awaited-directories.ts';
import { claimRoute } from '../store/directory-routes.ts';
import { insertDirectoryToken } from '../store/directory-tokens.ts';
import { insertDirectory, setProfile, setWorkosId, writeConnectedAt } from '../store/directory-rows.ts';
import type { Transaction } from '../store/database.ts';
import { requestResyncsOf } from '../store/resync-requests.ts';
import { lockTenant } from '../store/tenants.ts';
import type { TenancyDeps } from './deps.ts';
import { lockDirectory, lockScimDirectory } from './lock-directory.ts';

export interface DirectoryRequest {
  source: 'workos' | 'scim' | 'import';
  /** WorkOS's id of the directory (directory_...); may be claimed later. */
  workosId?: string | null;
  idp?: string | null;
  /** The dialect of a SCIM directory; generic unless told. */
  profile?: string | null;
  name?: string | null;
  /** In which state it is once something has come from it; as the policy of that day says, unless told. */
  state?: 'active' | 'testing' | null;
}

/**
 * Creates a directory of a tenant. With a WorkOS id it is claimed at once, and events kept for it are applied. One of the
 * source scim comes with its first token, which is in what is returned and nowhere else; others have none.
 *
 * @throws RollcallError not_found (tenant), conflict (the WorkOS id belongs to a directory already), invalid_request
 */
export async function createDirectory(
  deps: TenancyDeps,
  tenantId: string,
  request: DirectoryRequest,
  actor: Actor,
): Promise<{ id: string; token: string | null }> {
  const id = newId();
  const now = deps.clock.now();
  const workosId = workosIdOf(request);
  const profile = profileOf(request);
  const token = await deps.database.inTenant(tenantId, async (trx) => {
    const tenant = await lockTenant(trx, tenantId);
    if (!tenant) throw new RollcallError('not_found', 'There is no such tenant.');
    await insertDirectory(trx, tenantId, {
      id,
      source: request.source,
      idp: request.idp ?? null,
      profile,
      name: request.name ?? null,
      workosId,
      state: 'setting_up',
      startsAs: request.state ?? null,
      createdAt: now,
    });
    if (workosId !== null) await claim(deps, trx, workosId, tenantId, id);
    const first =
      request.source === 'scim'
        ? await insertDirectoryToken(trx, tenantId, id, { expiresAt: null, now })
        : null;
    await insertAuditRecords(
      trx,
      tenantId,
      [
        {
          actor,
          action: 'directory.created',
          userId: null,
          directoryId: id,
          before: null,
          after: {
            source: request.source,
            idp: request.idp ?? null,
            ...(first === null ? { workos_id: workosId } : { profile, token_id: first.id }),
            state: 'setting_up',
            ...(request.state ? { starts_as: request.state } : {}),
          },
          reason: `The directory was created${workosId === null ? '' : ` and claims ${workosId}`}`,
          eventIds: [],
          policyVersion: tenant.active_policy_version,
        },
      ],
      now,
    );
    return first === null ? null : first.token;
  });
  deps.wakeLanes();
  return { id, token };
}

function workosIdOf({ source, workosId }: DirectoryRequest): string | null {
  if (workosId === undefined || workosId === null) return null;
  if (source !== 'workos') {
    const kind = source === 'scim' ? 'A SCIM directory' : 'A directory of imported files';
    throw new RollcallError('invalid_request', `${kind} has no WorkOS id. Leave it out.`);
  }
  if (workosId.trim() === '') {
    throw new RollcallError(
      'invalid_request',
      'The WorkOS id is empty. Give the id from the WorkOS dashboard, directory_..., or none.',
    );
  }
  return workosId;
}

function profileOf({ source, profile }: DirectoryRequest): ProfileName | null {
  if (source === 'scim') return requireProfile(profile ?? 'generic');
  if (profile === undefined || profile === null) return null;
  throw new RollcallError(
    'invalid_request',
    source === 'workos'
      ? 'Only a SCIM directory has a profile: WorkOS speaks the dialects itself. Leave it out, or say `idp`.'
      : 'Only a SCIM directory has a profile. Leave it out.',
  );
}

/** @throws RollcallError invalid_request, which lists the profiles */
export function requireProfile(name: string): ProfileName {
  const known = profileNames.find((profile) => profile === name);
  if (known !== undefined) return known;
  throw new RollcallError(
    'invalid_request',
    `There is no profile ${JSON.stringify(name)}. Use one of ${profileNames.join(', ')}.`,
  );
}

/**
 * Claims a WorkOS directory id for a directory that has none yet; events kept for it are then applied.
 *
 * @throws RollcallError not_found, conflict (claimed by another directory, or this one has another id or source)
 */
export async function claimDirectory(
  deps: TenancyDeps,
  tenantId: string,
  directoryId: string,
  workosId: string,
  actor: Actor,
): Promise<void> {
  await deps.database.inTenant(tenantId, async (trx) => {
    const { tenant, directory } = await lockDirectory(trx, tenantId, directoryId);
    if (directory.source !== 'workos') {
      throw new RollcallError(
        'conflict',
        `Only a WorkOS directory has a WorkOS id; the source of this one is ${directory.source}.`,
      );
    }
    if (directory.workos_id === workosId) return;
    if (directory.workos_id !== null) {
      throw new RollcallError(
        'conflict',
        `This directory is ${directory.workos_id} already. Create another one.`,
      );
    }
    await claim(deps, trx, workosId, tenantId, directoryId);
    await setWorkosId(trx, tenantId, directoryId, workosId);
    await writeConnectedAt(trx, tenantId, directoryId, deps.clock.now());
    await endAwaiting(trx, directoryId);
    await insertAuditRecords(
      trx,
      tenantId,
      [
        {
          actor,
          action: 'directory.claimed',
          userId: null,
          directoryId,
          before: { workos_id: null },
          after: { workos_id: workosId },
          reason: `The directory claims ${workosId}`,
          eventIds: [],
          policyVersion: tenant.active_policy_version,
        },
      ],
      deps.clock.now(),
    );
  });
  deps.wakeLanes();
}

/**
 * Sets the dialect that a SCIM directory speaks, from the next request on.
 *
 * @throws RollcallError not_found, conflict (no SCIM directory)
 */
export async function setDirectoryProfile(
  deps: TenancyDeps,
  tenantId: string,
  directoryId: string,
  profile: ProfileName,
  actor: Actor,
): Promise<void> {
  await deps.database.inTenant(tenantId, async (trx) => {
    const { tenant, directory } = await lockScimDirectory(trx, tenantId, directoryId);
    if (directory.profile === profile) return;
    await setProfile(trx, tenantId, directoryId, profile);
    await insertAuditRecords(
      trx,
      tenantId,
      [
        {
          actor,
          action: 'directory.profile_changed',
          userId: null,
          directoryId,
          before: { profile: directory.profile },
          after: { profile },
          reason: `The directory's requests are read as ${profile} from now on`,
          eventIds: [],
          policyVersion: tenant.active_policy_version,
        },
      ],
      deps.clock.now(),
    );
  });
}

/** Claims it, and asks for what was there before any event, where this installation reads directories. */
async function claim(
  { clock, readsDirectories = false }: TenancyDeps,
  trx: Transaction,
  workosId: string,
  tenantId: string,
  directoryId: string,
): Promise<void> {
  if (await claimRoute(trx, workosId, { tenant_id: tenantId, directory_id: directoryId })) {
    if (readsDirectories) await requestResyncsOf(trx, [workosId], 'connected', clock.now());
    return;
  }
  throw new RollcallError(
    'conflict',
    `The WorkOS directory ${workosId} is claimed by another directory already.`,
  );
}
