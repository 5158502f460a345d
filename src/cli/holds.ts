import type { HoldAnswer } from '../domain/hold-answer.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { HoldKind, HoldStatus } from '../generated/api.ts';
import { answerHold } from '../tenancy/answer-hold.ts';
import { showHold, showHoldPeople, showHolds } from '../tenancy/show-hold.ts';
import { printResult, type CommandIo } from './command-io.ts';
import { withDatabase } from './connect.ts';
import type { OfTenant } from './directory.ts';
import { answeredInWords, holdInWords, holdPeopleTable, holdTable, PEOPLE_SHOWN } from './hold-in-words.ts';
import { commandLine, everyItem, tenancyDeps, tenantOfSlug } from './tenancy.ts';
import { typedId } from './typed-text.ts';

export interface HoldsListOptions extends OfTenant {
  status?: HoldStatus;
  kind?: HoldKind;
}

export interface HoldAnswerOptions extends OfTenant {
  revision?: number;
}

export interface HoldApproveOptions extends HoldAnswerOptions {
  account?: string;
}

/** `rollcall holds list --tenant acme` */
export async function holdsListCommand(options: HoldsListOptions, io: CommandIo): Promise<number> {
  return withDatabase(io, async ({ database }) => {
    const tenant = await tenantOfSlug(database, options.tenant);
    const { status, kind } = options;
    const filter = { ...(status === undefined ? {} : { status }), ...(kind === undefined ? {} : { kind }) };
    const holds = await everyItem((page) =>
      database.inTenant(tenant.id, (trx) => showHolds(trx, tenant.id, filter, page)),
    );
    const words =
      holds.data.length === 0
        ? `The tenant ${tenant.slug} has no ${status === undefined ? '' : `${status} `}holds.`
        : holdTable(holds.data);
    return printResult(io, options.json, holds, words);
  });
}

/** `rollcall holds show ID --tenant acme` */
export async function holdShowCommand(id: string, options: OfTenant, io: CommandIo): Promise<number> {
  return withDatabase(io, async ({ database }) => {
    const tenant = await tenantOfSlug(database, options.tenant);
    const holdId = typedId(id, 'hold');
    const { hold, people } = await database.inTenant(tenant.id, async (trx) => ({
      hold: await showHold(trx, tenant.id, holdId),
      people: await showHoldPeople(trx, tenant.id, holdId, { limit: PEOPLE_SHOWN, after: null }),
    }));
    return printResult(io, options.json, hold, holdInWords(hold, people, tenant.slug));
  });
}

/** `rollcall holds people ID --tenant acme` */
export async function holdPeopleCommand(id: string, options: OfTenant, io: CommandIo): Promise<number> {
  return withDatabase(io, async ({ database }) => {
    const tenant = await tenantOfSlug(database, options.tenant);
    const holdId = typedId(id, 'hold');
    const people = await everyItem((page) =>
      database.inTenant(tenant.id, (trx) => showHoldPeople(trx, tenant.id, holdId, page)),
    );
    return printResult(io, options.json, people, holdPeopleTable(people.data));
  });
}

/** `rollcall holds approve ID --tenant acme` */
export async function holdApproveCommand(
  id: string,
  options: HoldApproveOptions,
  io: CommandIo,
): Promise<number> {
  const { account = null } = options;
  return answer(id, options, io, { verdict: 'approve', revision: revisionOf(options), account });
}

/** `rollcall holds reject ID --tenant acme` */
export async function holdRejectCommand(
  id: string,
  options: HoldAnswerOptions,
  io: CommandIo,
): Promise<number> {
  return answer(id, options, io, { verdict: 'reject', revision: revisionOf(options) });
}

function revisionOf({ revision }: HoldAnswerOptions): number | null {
  if (revision === undefined) return null;
  if (Number.isInteger(revision) && revision >= 1 && revision < 2 ** 31) return revision;
  throw new RollcallError('invalid_request', '--revision needs the number that `holds show` prints.');
}

function answer(id: string, options: OfTenant, io: CommandIo, verdict: HoldAnswer): Promise<number> {
  return withDatabase(io, async ({ database }, config) => {
    const tenant = await tenantOfSlug(database, options.tenant);
    const hold = await answerHold(await tenancyDeps(database, config), tenant.id, {
      holdId: typedId(id, 'hold'),
      answer: verdict,
      actor: commandLine,
      as: 'operator',
    });
    return printResult(io, options.json, hold, answeredInWords(hold));
  });
}
