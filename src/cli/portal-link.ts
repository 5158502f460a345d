import { systemClock } from '../domain/clock.ts';
import {
  portalLinkSeconds,
  type PortalAccess,
  type PortalLinkState,
  type PortalPage,
} from '../domain/portal-link.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { PortalLink } from '../generated/api.ts';
import { listPortalLinks } from '../store/portal-links.ts';
import { createPortalLink, revokePortalLink } from '../tenancy/portal-links.ts';
import { alignedTable } from './aligned-table.ts';
import { printResult, type CommandIo } from './command-io.ts';
import { withDatabase } from './connect.ts';
import type { OfTenant } from './directory.ts';
import { commandLine, everyItem, tenantOfSlug } from './tenancy.ts';
import { typedId, typedText } from './typed-text.ts';

export interface PortalLinkCreateOptions extends OfTenant {
  label?: string;
  expiresIn?: string;
  readOnly?: boolean;
  page?: PortalPage[];
  returnUrl?: string;
}

export interface PortalLinkListOptions extends OfTenant {
  state?: PortalLinkState;
}

/** `rollcall portal-link create --tenant acme` */
export async function portalLinkCreateCommand(
  options: PortalLinkCreateOptions,
  io: CommandIo,
): Promise<number> {
  const access: PortalAccess = options.readOnly === true ? 'read' : 'write';
  const expiresIn = secondsOf(options.expiresIn);
  return withDatabase(io, async ({ database }, { publicUrl }) => {
    const tenant = await tenantOfSlug(database, options.tenant);
    const made = await createPortalLink(
      { database, clock: systemClock, publicUrl },
      tenant.id,
      {
        label: options.label === undefined ? null : typedText(options.label, '--label'),
        pages: options.page ?? [],
        returnUrl: options.returnUrl ?? null,
        ...{ expiresIn, access },
      },
      commandLine,
    );
    const words = [
      made.url,
      '',
      `It opens the portal of ${tenant.slug} once, until ${made.expires_at}, and is not shown again.`,
      `To void it: rollcall portal-link revoke ${made.id} --tenant ${tenant.slug}`,
    ];
    return printResult(io, options.json, made, words.join('\n'));
  });
}

/** `rollcall portal-link list --tenant acme` */
export async function portalLinkListCommand(options: PortalLinkListOptions, io: CommandIo): Promise<number> {
  return withDatabase(io, async ({ database }) => {
    const tenant = await tenantOfSlug(database, options.tenant);
    const filter = options.state === undefined ? {} : { state: options.state };
    const links = await everyItem((page) =>
      database.inTenant(tenant.id, (trx) => listPortalLinks(trx, tenant.id, filter, page, systemClock.now())),
    );
    const words =
      links.data.length === 0
        ? `The tenant ${tenant.slug} has no ${options.state === undefined ? '' : `${options.state} `}links into its portal.`
        : linkTable(links.data);
    return printResult(io, options.json, links, words);
  });
}

/** `rollcall portal-link revoke ID --tenant acme` */
export async function portalLinkRevokeCommand(id: string, options: OfTenant, io: CommandIo): Promise<number> {
  return withDatabase(io, async ({ database }) => {
    const tenant = await tenantOfSlug(database, options.tenant);
    const linkId = typedId(id, 'link');
    await revokePortalLink({ database, clock: systemClock }, tenant.id, linkId, commandLine);
    const words = `The link ${linkId} is revoked: it opens nothing, and the session that it began has ended.`;
    return printResult(io, options.json, { id: linkId, revoked: true }, words);
  });
}

function linkTable(links: PortalLink[]): string {
  return alignedTable(
    ['LINK', 'STATE', 'FOR', 'ACCESS', 'MADE BY', 'CREATED', 'EXPIRES', 'USED'],
    links.map(({ id, state, label, access, made_by, created_at, expires_at, used_at }) => [
      ...[id, state, label, access, `${made_by.kind} ${made_by.id ?? ''}`.trim()],
      ...[created_at, expires_at, used_at],
    ]),
  );
}

/** Of `10m`, `1h` or `90s`. */
function secondsOf(lasts: string | undefined): number {
  if (lasts === undefined) return portalLinkSeconds.usual;
  const [, digits = '', unit = ''] = /^(\d{1,4})([smh])$/.exec(lasts) ?? [];
  const seconds = Number(digits) * ({ s: 1, m: 60, h: 3_600 }[unit] ?? 0);
  if (seconds >= portalLinkSeconds.least && seconds <= portalLinkSeconds.most) return seconds;
  throw new RollcallError(
    'invalid_request',
    `--expires-in is ${JSON.stringify(lasts.slice(0, 40))}. Give minutes, such as 10m; 30s at least and 1h at most.`,
  );
}
