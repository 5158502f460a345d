import type { Logger } from 'pino';
import { RollcallError } from '../../../domain/rollcall-error.ts';
import type { Revocation } from '../../../domain/time-to-revoke.ts';
import { beginBatch } from '../../../domain/traced-batch.ts';
import { codeOfFault, noTracer } from '../../../domain/tracer.ts';
import { isCancelled, isConnectionFault, isContention } from '../../../store/connection-fault.ts';
import { newId } from '../../../store/new-id.ts';
import { isObject, memberOf } from '../protocol/member-of.ts';
import { splitMembershipEdits } from '../protocol/membership-edits.ts';
import { ScimError } from '../protocol/scim-error.ts';
import type { ScimCaller } from '../scim-caller.ts';
import { applyBatch, type BatchDeps, type Outcomes } from './apply-batch.ts';
import { onlyEditsMembers, resourceOf, type ScimWrite, type Task, type Written } from './scim-write.ts';

export interface ScimWriterDeps extends BatchDeps {
  log: Logger;
  /** Told how many events were applied, and whose access that ended. */
  onApplied: (count: number, revoked: Revocation[]) => void;
}

export interface ScimWriter {
  /**
   * Answers once the change is durable and accounts are right.
   * @throws ScimError what the request is refused for; RollcallError database_unavailable and other faults
   */
  write(caller: ScimCaller, write: ScimWrite): Promise<Written>;
}

/** Requests applied in one transaction at most, and the members that they may name together. */
const most = { tasks: 200, members: 5_000 };
/** How often a batch is tried again that the database ended for the sake of others. */
const tries = 5;

/** Requests of one tenant that may wait: bursts are a tenth of it, and whoever sent what is behind has given up by then. */
const mostWaiting = 10_000;

interface Waiting {
  task: Task;
  resolve: (written: Written) => void;
  reject: (fault: unknown) => void;
}

/**
 * Writes what identity providers ask for. Requests of one tenant that are there at the same time are applied in one
 * transaction by one run of the flow, each with an answer of its own: the tenant's lock is then taken once for all of
 * them, which carries many times what one transaction each would, and many transactions in parallel (ADR 16).
 * Tenants do not wait for each other.
 */
export function createScimWriter(deps: ScimWriterDeps): ScimWriter {
  const lanes = new Map<string, Waiting[]>();

  async function work(tenantId: string, waiting: Waiting[]): Promise<void> {
    while (waiting.length > 0) {
      const batch = takeBatch(waiting);
      await settle(deps, tenantId, batch);
    }
    lanes.delete(tenantId);
  }

  return {
    async write(caller, write) {
      const task = toTask(caller, write, deps.clock.now(), deps.tracer?.current() ?? null);
      return new Promise((resolve, reject) => {
        const lane = lanes.get(caller.tenantId);
        if (lane && lane.length >= mostWaiting) {
          reject(tooManyWaiting());
          return;
        }
        if (lane) {
          lane.push({ task, resolve, reject });
          return;
        }
        const waiting = [{ task, resolve, reject }];
        lanes.set(caller.tenantId, waiting);
        void work(caller.tenantId, waiting);
      });
    },
  };
}

function tooManyWaiting(): RollcallError {
  return new RollcallError(
    'database_unavailable',
    'Too many requests of this tenant wait for the database. Nothing was changed; the same request can be sent again.',
    { retryable: true },
  );
}

function toTask(caller: ScimCaller, write: ScimWrite, receivedAt: Date, traceParent: string | null): Task {
  const split =
    write.kind === 'patch' ? splitMembershipEdits(write.type, write.operations) : { others: [], edits: [] };
  const id = write.kind === 'create' ? (write.id ?? newId()) : write.id;
  return { caller, write, id, receivedAt, traceParent, eventId: newId(), ...split };
}

/**
 * Takes what can be applied together, in order: of one resource one request, except requests that only add members to a
 * group or remove some. What has to wait for the next batch stays, and so does all that comes after it on that resource.
 */
function takeBatch(waiting: Waiting[]): Waiting[] {
  const batch: Waiting[] = [];
  const closed = new Map<string, 'all' | 'edits'>();
  const left: Waiting[] = [];
  let members = 0;
  for (const each of waiting) {
    const key = resourceOf(each.task);
    const mode = onlyEditsMembers(each.task) ? 'edits' : 'all';
    const former = closed.get(key);
    const weight = weightOf(each.task);
    const isFull = batch.length >= most.tasks || (batch.length > 0 && members + weight > most.members);
    if (isFull || (former !== undefined && (former === 'all' || mode === 'all'))) {
      closed.set(key, 'all');
      left.push(each);
      continue;
    }
    closed.set(key, mode);
    members += weight;
    batch.push(each);
  }
  waiting.splice(0, waiting.length, ...left);
  return batch;
}

function weightOf({ write, edits }: Task): number {
  if (write.kind === 'patch') {
    return edits.reduce(
      (sum, edit) => sum + (edit.kind === 'remove_all' ? most.members : edit.values.length),
      0,
    );
  }
  if (write.type.name !== 'Group') return 0;
  return write.kind === 'create' ? membersIn(write.incoming) : most.members;
}

function membersIn(incoming: unknown): number {
  const members = isObject(incoming) ? memberOf(incoming, 'members') : undefined;
  return Array.isArray(members) ? members.length : 0;
}

/** Applies a batch, and answers each of it. Where it fails, each is tried alone, so that only the one at fault fails. */
async function settle(deps: ScimWriterDeps, tenantId: string, batch: Waiting[]): Promise<void> {
  try {
    const outcomes = await applyWithRetries(
      deps,
      tenantId,
      batch.map(({ task }) => task),
    );
    const written = [...outcomes.of.values()].filter((each) => !(each instanceof ScimError) && each.changed);
    deps.onApplied(written.length, outcomes.revoked);
    for (const { task, resolve, reject } of batch) {
      const outcome = outcomes.of.get(task);
      if (outcome === undefined || outcome instanceof ScimError) reject(outcome);
      else resolve(outcome);
    }
  } catch (fault) {
    if (batch.length === 1 || isConnectionFault(fault)) {
      for (const { reject } of batch) reject(fault);
      return;
    }
    deps.log.warn(
      { tenant_id: tenantId, requests: batch.length },
      'a batch of SCIM requests failed; each is tried alone',
    );
    for (const each of batch) await settle(deps, tenantId, [each]);
  }
}

async function applyWithRetries(deps: BatchDeps, tenantId: string, tasks: Task[]): Promise<Outcomes> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await tracedBatch(deps, tenantId, tasks);
    } catch (fault) {
      // What took too long would again, and everyone else of the tenant would wait for it.
      if (attempt === tries || !isContention(fault) || isCancelled(fault)) throw fault;
    }
  }
}

/** Requests that are applied together are each told of in their own trace, to which this one is linked. */
async function tracedBatch(deps: BatchDeps, tenantId: string, tasks: Task[]): Promise<Outcomes> {
  const about = { 'rollcall.tenant_id': tenantId, 'rollcall.count.requests': tasks.length };
  const traces = tasks.map(({ traceParent }) => traceParent);
  const span = beginBatch(deps.tracer ?? noTracer, 'SCIM batch', about, traces);
  try {
    return await span.run(() => applyBatch(deps, tenantId, tasks));
  } catch (fault) {
    span.fail(codeOfFault(fault));
    throw fault;
  } finally {
    span.end();
  }
}
