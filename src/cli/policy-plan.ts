import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Diagnostic } from '../domain/diagnostic.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { PolicyPlan, PolicyPlanPerson, PolicyPlanRequest } from '../generated/api.ts';
import type { CommandIo } from './command-io.ts';
import { diagnosticText } from './diagnostic-text.ts';
import { inLines, policiesDirectory } from './policy-commands.ts';
import { planMarkdown } from './policy-plan-markdown.ts';
import { planText } from './policy-plan-text.ts';
import { withPolicyService } from './policy-service.ts';

export interface PolicyPlanOptions {
  /** The proposed policy; without one, and without `version`, the tenant's file in the policies folder. */
  file?: string;
  /** A version that would be put in force again. */
  version?: number;
  /** `active`, or the number of a version. */
  against?: string;
  /** How many people of each group are named. */
  people?: number;
  /** Names and addresses are left out; in Markdown, which is made to be shown to others, unless told otherwise. */
  mask?: boolean;
  format: 'text' | 'json' | 'markdown';
  json?: boolean;
  server?: string;
}

/** What CI goes by. */
const exitCodes = { nothing: 0, changes: 3, held: 4 } satisfies Record<PolicyPlan['outcome'], number>;

/**
 * `rollcall policy plan TENANT`: what a policy would do to the tenant's people.
 *
 * @returns the exit code: 0 nothing changes, 3 something changes, 4 some of it would be held, 1 the policy is invalid, 2
 *   the file is not there
 */
export async function policyPlan(tenant: string, options: PolicyPlanOptions, io: CommandIo): Promise<number> {
  const proposed = options.version === undefined ? readProposed(tenant, options.file, io) : null;
  if (proposed === 'missing') return 2;
  const format = options.json === true ? 'json' : options.format;
  const masked = options.mask ?? format === 'markdown';
  const request: PolicyPlanRequest = {
    ...(proposed === null ? {} : { yaml: proposed.text, file: proposed.file }),
    ...(options.version === undefined ? {} : { version: options.version }),
    ...againstOf(options.against),
    ...(options.people === undefined ? {} : { people: options.people }),
  };
  try {
    const found = await withPolicyService(io, options, (service) => service.plan(tenant, request));
    const plan = masked ? withoutNames(found) : found;
    io.stdout.write(`${shown(plan, proposed?.file ?? null, format)}\n`);
    return exitCodes[plan.outcome];
  } catch (fault) {
    const diagnostics = diagnosticsOf(fault);
    if (diagnostics === null) throw fault;
    printInvalid(diagnostics, proposed?.text ?? null, { format, io });
    return 1;
  }
}

/** The tenant's file in the policies folder, or the one that is named. */
function readProposed(
  tenant: string,
  named: string | undefined,
  io: CommandIo,
): { file: string; text: string } | 'missing' {
  const path = named ?? join(policiesDirectory(io), `${tenant}.policy.yaml`);
  const file = named ?? (relative(io.cwd, path) || path);
  if (!existsSync(path)) {
    io.stderr.write(`There is no file ${file}. Name the proposed policy with --file, or --version.\n`);
    return 'missing';
  }
  return { file, text: readFileSync(path, 'utf8') };
}

function againstOf(against: string | undefined): Pick<PolicyPlanRequest, 'against'> {
  if (against === undefined || against === 'active') return {};
  const version = Number(against.replace(/^version[ =]?/, ''));
  if (Number.isSafeInteger(version) && version > 0) return { against: version };
  throw new RollcallError(
    'invalid_request',
    `--against is "active" or the number of a version, not ${JSON.stringify(against)}.`,
  );
}

function shown(plan: PolicyPlan, file: string | null, format: PolicyPlanOptions['format']): string {
  switch (format) {
    case 'json':
      return JSON.stringify(plan, null, 2);
    case 'markdown':
      return planMarkdown(plan, file);
    case 'text':
      return planText(plan, file);
  }
}

/** Who it is about without saying who: by the id alone. */
function withoutNames(plan: PolicyPlan): PolicyPlan {
  const mask = (person: PolicyPlanPerson): PolicyPlanPerson => ({
    ...person,
    external_id: null,
    display_name: null,
    email: null,
  });
  return { ...plan, groups: plan.groups.map((group) => ({ ...group, named: group.named.map(mask) })) };
}

function diagnosticsOf(fault: unknown): Diagnostic[] | null {
  if (!(fault instanceof RollcallError) || fault.code !== 'policy_invalid') return null;
  const found = fault.details['diagnostics'];
  return Array.isArray(found) && found.length > 0 ? (found as Diagnostic[]) : null;
}

function printInvalid(
  diagnostics: Diagnostic[],
  text: string | null,
  { format, io }: { format: PolicyPlanOptions['format']; io: CommandIo },
): void {
  const lines = inLines(io);
  if (format === 'json') {
    lines.stdout(JSON.stringify({ diagnostics }, null, 2));
    return;
  }
  for (const diagnostic of diagnostics) {
    for (const line of diagnosticText(diagnostic, text, lines.color === true)) lines.stderr(line);
  }
  lines.stderr('The policy is not valid, so there is no plan.');
}
