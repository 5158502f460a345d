import { systemClock } from '../domain/clock.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { DirectorySetup } from '../generated/api.ts';
import { readDialectReport } from '../sources/scim/dialect-report.ts';
import { createWorkosOrganizations } from '../sources/workos/workos-organizations.ts';
import type { Config } from '../config.ts';
import type { Database } from '../store/database.ts';
import { readSetupFacts } from '../store/setup-facts.ts';
import {
  connectWorkos,
  newPortalLink,
  type ConnectDeps,
  type WorkosConnection,
} from '../tenancy/connect-workos.ts';
import { checkSetup } from '../tenancy/setup/check-setup.ts';
import { connectionAnswer } from '../tenancy/setup/connection-answer.ts';
import { printable } from './aligned-table.ts';
import { printResult, type CommandIo } from './command-io.ts';
import { withDatabase } from './connect.ts';
import { directoryIdOf, type OfTenant } from './directory.ts';
import { commandLine, tenancyDeps, tenantOfSlug } from './tenancy.ts';

export interface PortalLinkOptions extends OfTenant {
  returnUrl?: string;
  successUrl?: string;
}

export interface DirectoryConnectOptions extends PortalLinkOptions {
  idp?: string;
  name?: string;
  state?: 'active' | 'testing';
  organization?: string;
  another?: boolean;
}

/** `rollcall directory connect --tenant acme` */
export async function directoryConnectCommand(
  options: DirectoryConnectOptions,
  io: CommandIo,
): Promise<number> {
  const urls = urlsOf(options);
  if (options.organization !== undefined && !/^org_[\w-]{1,200}$/.test(options.organization)) {
    throw new RollcallError(
      'invalid_request',
      'An organization of WorkOS has an id such as org_01ABC. Copy it from the WorkOS dashboard, or leave --organization out.',
    );
  }
  return withDatabase(io, async ({ database }, config) => {
    const tenant = await tenantOfSlug(database, options.tenant);
    const made = await connectWorkos(
      await connectDeps(database, config),
      tenant.id,
      {
        ...urls,
        idp: options.idp ?? null,
        name: options.name ?? null,
        state: options.state ?? null,
        organizationId: options.organization ?? null,
        another: options.another ?? false,
      },
      commandLine,
    );
    return printConnection(io, options, made);
  });
}

/** `rollcall directory portal-link ID --tenant acme` */
export async function directoryPortalLinkCommand(
  id: string,
  options: PortalLinkOptions,
  io: CommandIo,
): Promise<number> {
  const urls = urlsOf(options);
  return withDatabase(io, async ({ database }, config) => {
    const tenant = await tenantOfSlug(database, options.tenant);
    const deps = await connectDeps(database, config);
    return printConnection(io, options, await newPortalLink(deps, tenant.id, directoryIdOf(id), urls));
  });
}

/** `rollcall directory setup ID --tenant acme` */
export async function directorySetupCommand(id: string, options: OfTenant, io: CommandIo): Promise<number> {
  return withDatabase(io, async ({ database }, { workosApiKey }) => {
    const tenant = await tenantOfSlug(database, options.tenant);
    const setup = await database.inTenant(tenant.id, async (trx) => {
      const facts = await readSetupFacts(trx, tenant.id, directoryIdOf(id));
      if (facts === null) throw new RollcallError('not_found', 'There is no directory with this id.');
      const dialect = await readDialectReport(trx, tenant.id, facts.directory);
      const suggested = dialect?.suggested_profile ?? null;
      const view = {
        tenant: tenant.slug,
        now: systemClock.now(),
        suggested,
        asksWorkos: workosApiKey !== null,
        reader: 'operator' as const,
      };
      return checkSetup(facts, view);
    });
    return printResult(io, options.json, setup, setupInWords(setup));
  });
}

async function connectDeps(database: Database, config: Config): Promise<ConnectDeps> {
  const { workosApiKey: apiKey, workosApiUrl: url } = config;
  return {
    ...(await tenancyDeps(database, config)),
    workosSetup: apiKey === null ? null : createWorkosOrganizations({ url, apiKey }, systemClock),
  };
}

function urlsOf({ returnUrl, successUrl }: PortalLinkOptions) {
  return { returnUrl: urlOf('--return-url', returnUrl), successUrl: urlOf('--success-url', successUrl) };
}

function urlOf(option: string, written: string | undefined): string | null {
  if (written === undefined) return null;
  const { protocol } = URL.parse(written) ?? {};
  if (protocol === 'https:' || protocol === 'http:') return written;
  throw new RollcallError(
    'invalid_request',
    `${option} is no address. Write one such as https://example.com/settings.`,
  );
}

function printConnection(io: CommandIo, { json, tenant }: OfTenant, made: WorkosConnection): number {
  const { directoryId, organizationId, isConnected } = made;
  const answer = connectionAnswer(made, 'operator');
  const words = [
    isConnected
      ? `The directory ${directoryId} of ${organizationId} is connected.`
      : `The directory ${directoryId} waits for the next one of ${organizationId}.`,
    '',
    `  ${answer.portal_link}`,
    '',
    `The link opens until ${answer.portal_link_expires_at}. Have an administrator of the customer open it ${isConnected ? 'to renew its credentials, or to change what it is connected with' : 'and connect their identity provider'}; whoever has it can do that.`,
    `How far it is: rollcall directory setup ${directoryId} --tenant ${tenant}`,
  ];
  return printResult(io, json, answer, words.join('\n'));
}

const marks: Record<DirectorySetup['steps'][number]['state'], string> = {
  done: '[done]   ',
  waiting: '[waiting]',
  problem: '[problem]',
};

/** A step in a line, and below it what to do. */
function setupInWords({ says, steps }: DirectorySetup): string {
  const lines = steps.flatMap(({ state, says: step, next, at }) => [
    `${marks[state]} ${printable(step)}${at === null ? '' : ` (${at})`}`,
    ...(next === null ? [] : [`          ${printable(next)}`]),
  ]);
  return [printable(says), '', ...lines].join('\n');
}
