import type { Why } from '../generated/api.ts';
import { showWhy } from '../tenancy/show-why.ts';
import { alignedTable, printable } from './aligned-table.ts';
import { printResult, type CommandIo } from './command-io.ts';
import { withDatabase } from './connect.ts';
import { factLines } from './fact-lines.ts';
import { tenancyDeps, tenantOfSlug } from './tenancy.ts';
import { findChosen, userFacts, type UserChoice } from './users.ts';

/** `rollcall users why USER --tenant acme` */
export async function userWhyCommand(
  user: string | undefined,
  options: UserChoice,
  io: CommandIo,
): Promise<number> {
  return withDatabase(io, async ({ database }, config) => {
    const tenant = await tenantOfSlug(database, options.tenant);
    const deps = await tenancyDeps(database, config);
    const why = await database.inTenant(tenant.id, async (trx) =>
      showWhy(deps, trx, tenant.id, await findChosen(trx, tenant.id, user, options)),
    );
    return printResult(io, options.json, why, whyInWords(why, tenant.slug));
  });
}

/** From event to group to policy to account, in paragraphs. */
function whyInWords(why: Why, tenant: string): string {
  const paragraphs = [
    factLines(userFacts(why.user)),
    decisionLines(why),
    holdLines(why, tenant),
    section(
      'What time will bring',
      why.pending.map(({ due_at, says }) => `${due_at}  ${says}`),
    ),
    section(
      'Groups',
      why.groups.map(({ name, source_id, since }) => `${name ?? source_id}, since ${since}`),
    ),
    section(
      'Events behind this',
      why.events.map(({ occurred_at, type, id, says }) => `${occurred_at}  ${type} (${id}): ${says}`),
    ),
    section('Last changes', changeTable(why).split('\n')),
  ];
  return paragraphs
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function decisionLines({ decision, policy_version, steps }: Why): string[] {
  if (decision === null) return ['No directory knows this account, so nothing is decided about it.'];
  const role = decision.role === null ? '' : `, role ${decision.role}`;
  return [
    printable(
      `By policy version ${policy_version}: ${outcomes[decision.outcome]}${role}, because this person ${decision.because}.`,
    ),
    ...steps.map(({ step, says, policy }, index) => {
      const place =
        policy === null
          ? ''
          : ` [${policy.line === null ? policy.pointer : `line ${policy.line}, ${policy.pointer}`}]`;
      return printable(`  ${index + 1}. ${step.replaceAll('_', ' ')}: ${says}${place}`);
    }),
  ];
}

const outcomes: Record<NonNullable<Why['decision']>['outcome'], string> = {
  active: 'active',
  no_access: 'no access',
  leave_alone: 'left alone',
  undecided: 'undecided',
};

function holdLines({ hold }: Why, tenant: string): string[] {
  if (hold === null) return [];
  const { id, kind, status, reason, since } = hold;
  const heading =
    status === 'open'
      ? `Waits in a hold (${kind}) since ${since}:`
      : `Stays as it is, because a hold (${kind}) was rejected, until the directory says something new:`;
  return [heading, printable(`  ${reason}`), `  rollcall holds show ${id} --tenant ${tenant}`];
}

function changeTable({ last_changes }: Why): string {
  if (last_changes.length === 0) return '';
  return alignedTable(
    ['AT', 'ACTION', 'BY', 'WHY'],
    last_changes.map(({ at, action, actor, reason }) => [at, action, actor.kind, reason]),
  );
}

function section(heading: string, lines: string[]): string[] {
  const shown = lines.filter((line) => line !== '');
  return shown.length === 0 ? [] : [`${heading}:`, ...shown.map((line) => `  ${printable(line)}`)];
}
