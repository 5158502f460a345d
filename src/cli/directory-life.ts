import type { DirectoryPlanRequest } from '../generated/api.ts';
import {
  activateDirectory,
  disconnectDirectory,
  pauseDirectory,
  resumeDirectory,
} from '../tenancy/directory-life.ts';
import type { TenancyDeps } from '../tenancy/deps.ts';
import { planDirectory } from '../tenancy/directory-plan/plan-directory.ts';
import type { CommandIo } from './command-io.ts';
import { withDatabase } from './connect.ts';
import { directoryIdOf, printDirectory, type OfTenant } from './directory.ts';
import { directoryPlanMarkdown, directoryPlanText } from './directory-plan-words.ts';
import { exitCodes, withoutNames } from './policy-plan.ts';
import { commandLine, tenancyDeps, tenantOfSlug } from './tenancy.ts';

export interface DirectoryPlanOptions extends OfTenant {
  disconnect?: boolean;
  people?: 'keep' | 'deactivate';
  /** How many people of each group are named. */
  named?: number;
  /** Names and addresses are left out; in Markdown, which is made to be shown to others, unless told otherwise. */
  mask?: boolean;
  format: 'text' | 'json' | 'markdown';
}

export interface StepOptions extends OfTenant {
  /** The hash of the plan that it must still come to. */
  plan?: string;
}

export interface DisconnectOptions extends StepOptions {
  people: 'keep' | 'deactivate';
}

/**
 * `rollcall directory plan ID --tenant acme`
 * @returns the exit code: 0 nothing changes, 3 something changes, 4 some of it would be held
 */
export async function directoryPlanCommand(
  id: string,
  options: DirectoryPlanOptions,
  io: CommandIo,
): Promise<number> {
  const format = options.json === true ? 'json' : options.format;
  const request: DirectoryPlanRequest = {
    ...(options.disconnect === true ? { step: 'disconnect' } : {}),
    ...(options.people === undefined ? {} : { people: options.people }),
    ...(options.named === undefined ? {} : { named: options.named }),
  };
  return withDatabase(io, async ({ database }, config) => {
    const tenant = await tenantOfSlug(database, options.tenant);
    const deps = await tenancyDeps(database, config);
    const found = await planDirectory(deps, tenant, directoryIdOf(id), request);
    const plan = (options.mask ?? format === 'markdown') ? withoutNames(found) : found;
    const shown = {
      json: () => JSON.stringify(plan, null, 2),
      markdown: () => directoryPlanMarkdown(plan),
      text: () => directoryPlanText(plan),
    };
    io.stdout.write(`${shown[format]()}\n`);
    return exitCodes[plan.outcome];
  });
}

/** `rollcall directory activate ID --tenant acme`: ends its test mode; an active one stays as it is. */
export function directoryActivateCommand(id: string, options: StepOptions, io: CommandIo): Promise<number> {
  return step(id, options, io, (deps, tenantId, directory) =>
    activateDirectory(deps, tenantId, directory, { actor: commandLine, plan: options.plan ?? null }),
  );
}

/** `rollcall directory pause ID --tenant acme` */
export function directoryPauseCommand(id: string, options: OfTenant, io: CommandIo): Promise<number> {
  return step(id, options, io, (deps, tenantId, directory) =>
    pauseDirectory(deps, tenantId, directory, commandLine),
  );
}

/** `rollcall directory resume ID --tenant acme` */
export function directoryResumeCommand(id: string, options: StepOptions, io: CommandIo): Promise<number> {
  return step(id, options, io, (deps, tenantId, directory) =>
    resumeDirectory(deps, tenantId, directory, { actor: commandLine, plan: options.plan ?? null }),
  );
}

/** `rollcall directory disconnect ID --tenant acme --people keep|deactivate` */
export function directoryDisconnectCommand(
  id: string,
  options: DisconnectOptions,
  io: CommandIo,
): Promise<number> {
  const { people, plan = null } = options;
  return step(id, options, io, (deps, tenantId, directory) =>
    disconnectDirectory(deps, tenantId, directory, { actor: commandLine, people, plan }),
  );
}

function step(
  id: string,
  { tenant: slug, json }: OfTenant,
  io: CommandIo,
  take: (deps: TenancyDeps, tenantId: string, directoryId: string) => Promise<void>,
): Promise<number> {
  return withDatabase(io, async ({ database }, config) => {
    const tenant = await tenantOfSlug(database, slug);
    const directory = directoryIdOf(id);
    await take(await tenancyDeps(database, config), tenant.id, directory);
    return printDirectory(io, json, config, database, tenant.id, directory);
  });
}
