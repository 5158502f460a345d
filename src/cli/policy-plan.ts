import { RollcallError } from '../domain/rollcall-error.ts';
import type { PolicyPlan, PolicyPlanPerson, PolicyPlanRequest } from '../generated/api.ts';
import type { CommandIo } from './command-io.ts';
import { planMarkdown } from './policy-plan-markdown.ts';
import { planText } from './policy-plan-text.ts';
import { withPolicyService } from './policy-service.ts';
import { diagnosticsOf, printInvalid, readProposed } from './proposed-policy.ts';

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
export const exitCodes = { nothing: 0, changes: 3, held: 4 } satisfies Record<PolicyPlan['outcome'], number>;

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
    io.stdout.write(`${shown(plan, proposed?.file ?? null, { format, options })}\n`);
    return exitCodes[plan.outcome];
  } catch (fault) {
    const diagnostics = diagnosticsOf(fault);
    if (diagnostics === null) throw fault;
    printInvalid(diagnostics, proposed?.text ?? null, { format, io, then: 'no plan' });
    return 1;
  }
}

/** What was named on the command line has to be named again, to push the same file to the same service. */
function namedAgain({ file, server }: PolicyPlanOptions): string {
  const asWord = (value: string): string => (/^[\w./:@=-]+$/.test(value) ? value : JSON.stringify(value));
  return [
    ...(file === undefined ? [] : [` --file ${asWord(file)}`]),
    ...(server === undefined ? [] : [` --server ${asWord(server)}`]),
  ].join('');
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

function shown(
  plan: PolicyPlan,
  file: string | null,
  { format, options }: Pick<PolicyPlanOptions, 'format'> & { options: PolicyPlanOptions },
): string {
  switch (format) {
    case 'json':
      return JSON.stringify(plan, null, 2);
    case 'markdown':
      return planMarkdown(plan, file);
    case 'text':
      return planText(plan, file, { pushes: namedAgain(options) });
  }
}

/** Who it is about without saying who: by the id alone. */
export function withoutNames<Plan extends Pick<PolicyPlan, 'groups'>>(plan: Plan): Plan {
  const mask = (person: PolicyPlanPerson): PolicyPlanPerson => ({
    ...person,
    external_id: null,
    display_name: null,
    email: null,
  });
  return { ...plan, groups: plan.groups.map((group) => ({ ...group, named: group.named.map(mask) })) };
}
