import type { Clock } from '../../../domain/clock.ts';
import { RollcallError } from '../../../domain/rollcall-error.ts';
import type { PersonPlan } from '../../../domain/change.ts';
import { revocationsIn, type Revocation } from '../../../domain/time-to-revoke.ts';
import type { EventFate } from '../../../reconcile/mirror.ts';
import type { reconcile, ReconcileDeps } from '../../../reconcile/reconcile.ts';
import type { Database } from '../../../store/database.ts';
import { insertAppliedEvents } from '../../../store/inbox.ts';
import {
  advanceClock,
  readGroupTargets,
  readUserTargets,
  type ResourceKey,
} from '../../../store/scim-targets.ts';
import { lockTenant } from '../../../store/tenants.ts';
import { ScimError } from '../protocol/scim-error.ts';
import { prepareGroups } from './prepare-groups.ts';
import { prepareUsers } from './prepare-users.ts';
import type { Preparation, Prepared } from './prepared.ts';
import type { Task, Written } from './scim-write.ts';
import { writeOther } from './write-others.ts';

export interface BatchDeps extends ReconcileDeps {
  /** The flow. */
  reconcile: typeof reconcile;
  database: Database;
  clock: Clock;
}

/** What became of each task, its answer or its refusal, and whose access that ended. */
export interface Outcomes {
  of: Map<Task, Written | ScimError>;
  revoked: Revocation[];
}

/**
 * Applies requests of one tenant, all in one transaction, with one run of the flow: who is there already and what is
 * asked of them is read set-based, told to the flow as news, and kept in the inbox as applied. Refused ones do not
 * disturb the others; a fault undoes all.
 *
 * Where the last administrator would go, the news stands, the flow keeps the role and opens a hold, and the request is
 * refused: so the identity provider says it to its administrator, and the leaving goes through once it can.
 */
export async function applyBatch(deps: BatchDeps, tenantId: string, tasks: Task[]): Promise<Outcomes> {
  const { database, clock, policies } = deps;
  return database.inTenant(tenantId, async (trx) => {
    const ofType = (name: string) => tasks.filter(({ write }) => write.type.name === name);
    // Asked at once, and answered in this order: everything is read behind the lock.
    const [tenant, instants, userTargets, groupTargets] = await Promise.all([
      lockTenant(trx, tenantId),
      giveInstants(tasks, (directoryId, count) =>
        advanceClock(trx, tenantId, directoryId, count, clock.now()),
      ),
      readUserTargets(trx, tenantId, existing(ofType('User'))),
      readGroupTargets(trx, tenantId, existing(ofType('Group'))),
    ]);
    if (!tenant) throw new RollcallError('not_found', 'There is no such tenant.');
    const { redaction } = await policies.load(trx, tenant);
    const step: Preparation = { trx, tenantId, redaction, instantOf: (task) => instants.get(task) ?? 0 };
    const [users, groups] = await Promise.all([
      prepareUsers(step, ofType('User'), userTargets),
      prepareGroups(step, ofType('Group'), groupTargets),
    ]);
    const prepared = new Map<Task, Prepared>([...users, ...groups]);
    for (const task of tasks) {
      if (!prepared.has(task)) prepared.set(task, await writeOther(step, task));
    }

    const news = [...prepared].flatMap(([task, each]) =>
      each.kind === 'news'
        ? [
            {
              directoryId: task.caller.directoryId,
              event: each.event,
              receivedAt: task.receivedAt,
              ...(task.traceParent !== null && { traceParent: task.traceParent }),
            },
          ]
        : [],
    );
    const asOf = clock.now();
    const { plans, fates } =
      news.length === 0
        ? { plans: [], fates: new Map<string, EventFate>() }
        : await deps.reconcile(deps, trx, tenant, { kind: 'news', news });
    // A directory that was disconnected while its request waited.
    const isRefused = (eventId: string): boolean => fates.get(eventId) === 'ignored';
    const taken = news.filter(({ event }) => !isRefused(event.id));
    await insertAppliedEvents(trx, tenantId, taken, clock.now());
    const kept = eventsOfKeptAdministrators(plans);
    return {
      of: new Map(tasks.map((task) => [task, outcomeOf(task, prepared.get(task), { kept, isRefused })])),
      revoked: revocationsIn(plans, asOf),
    };
  });
}

/** The resources that tasks are about, but for those that they create. */
function existing(tasks: Task[]): ResourceKey[] {
  return tasks.flatMap(({ write, caller, id }) =>
    write.kind === 'create' ? [] : [{ directoryId: caller.directoryId, id }],
  );
}

/** Each task gets an instant of its own, in the order of the tasks. */
async function giveInstants(
  tasks: Task[],
  advance: (directoryId: string, count: number) => Promise<number>,
): Promise<Map<Task, number>> {
  const instants = new Map<Task, number>();
  for (const directoryId of new Set(tasks.map(({ caller }) => caller.directoryId))) {
    const own = tasks.filter(({ caller }) => caller.directoryId === directoryId);
    const first = await advance(directoryId, own.length);
    for (const [index, task] of own.entries()) instants.set(task, first + index);
  }
  return instants;
}

function eventsOfKeptAdministrators(plans: readonly PersonPlan[]): Set<string> {
  return new Set(plans.filter(({ hold }) => hold?.kind === 'sole_admin').flatMap(({ eventIds }) => eventIds));
}

function outcomeOf(
  task: Task,
  prepared: Prepared | undefined,
  { kept, isRefused }: { kept: ReadonlySet<string>; isRefused: (eventId: string) => boolean },
): Written | ScimError {
  switch (prepared?.kind) {
    case 'refused':
      return prepared.error;
    case 'done':
      return prepared.written;
    case 'news':
      if (isRefused(prepared.event.id)) return new ScimError('forbidden', directoryDisconnected);
      return prepared.takes && kept.has(prepared.event.id)
        ? new ScimError('blocked', lastAdministrator)
        : { record: prepared.record, changed: true };
    case undefined:
      throw new TypeError(`A task on ${task.write.type.name} was left out.`);
  }
}

/** What a request to a disconnected directory is told. */
export const directoryDisconnected =
  'This directory was disconnected from the product, and takes nothing in any more. Stop provisioning to it, or have a ' +
  'new directory created and set up provisioning with its address and token.';

const lastAdministrator =
  'This would leave the product without an administrator, so the last one keeps the role until there is another. ' +
  'Give somebody else an administrator role in the product, then send this again.';
