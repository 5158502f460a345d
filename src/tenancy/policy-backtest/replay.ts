import type { Actor, PersonPlan } from '../../domain/change.ts';
import type { Clock } from '../../domain/clock.ts';
import { RollcallError } from '../../domain/rollcall-error.ts';
import { beforeEveryone } from '../../reconcile/parts.ts';
import type { ActivePolicies } from '../../reconcile/active-policy.ts';
import { reconcile, type Occasion, type ReconcileDeps } from '../../reconcile/reconcile.ts';
import type { Transaction } from '../../store/database.ts';
import { insertDirectory, readUnusualStates, setDirectoryState } from '../../store/directory-rows.ts';
import { keepMemberships } from '../../store/kept-memberships.ts';
import type { RecordedEvent } from '../../store/recorded-history.ts';
import { findRemovedPeople, noteAppliedAgain, readNextDue } from '../../store/rehearsed-tenant.ts';
import { activateVersion, lockTenant, writeReconsiderAfter } from '../../store/tenants.ts';
import { readDueTimers, type DueTimer } from '../../store/timers.ts';
import type { Occurrence } from './occurrences.ts';
import { readActs, type Act } from './recorded-acts.ts';
import type { Stage, Step } from './stage.ts';
import { answerAgain, registerAgain, setRoleAgain, type Counterparts } from './repeat-by-hand.ts';

export interface ReplayFigures {
  events: number;
  /** How often time alone brought something about. */
  timers: number;
  /** What was done by hand and was done again. */
  byHand: number;
  /** What was done by hand and could not be done again: what it was about was not there, or it was refused. */
  notRepeated: number;
  /** What was done by hand and is not known any more. */
  unknown: number;
}

export interface Replay {
  play(occurrence: Occurrence): Promise<void>;
  /** Works off what is due until a moment. */
  passTime(until: Date): Promise<void>;
  /** Puts another policy in force, and reconsiders everyone. */
  enforce(version: number, at: Date): Promise<void>;
  figures: ReplayFigures;
}

/** As the lanes have it unless they are told otherwise. */
const batchSize = 500;

/** Goes through recorded history again with the flow itself, at the times at which it was. */
export function createReplay(stage: Stage, observe: (step: Step) => Promise<void>): Replay {
  const { trx, tenantId, policyOf } = stage;
  let now = new Date(0);
  const clock: Clock = { now: () => now };
  const policies: ActivePolicies = {
    load: (_, tenant) => policyOf(tenant.active_policy_version ?? 0),
    compile: () => {
      throw new RollcallError('internal', 'Nothing is compiled in a replay.');
    },
  };
  const deps: ReconcileDeps = { policies, clock };
  const figures: ReplayFigures = { events: 0, timers: 0, byHand: 0, notRepeated: 0, unknown: 0 };

  const tenantOf = async () => {
    const tenant = await lockTenant(trx, tenantId);
    if (!tenant) throw new RollcallError('internal', 'The tenant that is rehearsed is not there.');
    return tenant;
  };
  const run = async (
    occasion: Occasion,
    cause: Step['cause'],
    events: readonly RecordedEvent[] = [],
    savepoint: Transaction = trx,
  ): Promise<PersonPlan[]> => {
    const tenant = await tenantOf();
    const { plans, next } = await reconcile(deps, savepoint, tenant, occasion);
    const policy = await policyOf(tenant.active_policy_version ?? 0);
    await observe({ at: now, policy, plans, events, cause });
    if (occasion.kind === 'everyone' && next !== null) await run({ ...occasion, after: next }, cause);
    return plans;
  };
  const actorOf = async (): Promise<Actor> => {
    const { active_policy_version: version } = await tenantOf();
    return { kind: 'policy', id: `version ${version ?? 0}` };
  };
  const reconsider = async (): Promise<void> => {
    const actor = await actorOf();
    await run({ kind: 'everyone', after: beforeEveryone, limit: batchSize, actor }, 'policy');
    await writeReconsiderAfter(trx, tenantId, null);
  };

  const passTime = async (until: Date): Promise<void> => {
    let last: DueTimer[] = [];
    for (;;) {
      const due = await readNextDue(trx, tenantId);
      if (due === null || due >= until) break;
      // What became due in the meantime was not looked at before now.
      if (due > now) now = due;
      const timers = await readDueTimers(trx, tenantId, batchSize, now);
      if (JSON.stringify(timers) === JSON.stringify(last)) {
        throw new RollcallError('internal', `What is due at ${due.toISOString()} stays due.`);
      }
      last = timers;
      figures.timers += timers.length;
      await run({ kind: 'due', timers, actor: await actorOf() }, 'time');
    }
    if (until > now) now = until;
  };

  const enforce = async (version: number): Promise<void> => {
    const { active_policy_version: before } = await tenantOf();
    await activateVersion(trx, tenantId, version, { followsDefault: false, isSeenByGit: true });
    if (before !== null) await reconsider();
  };

  const playNews = async (events: RecordedEvent[]): Promise<void> => {
    for (let start = 0; start < events.length; start += batchSize) {
      const some = events.slice(start, start + batchSize);
      await keepWhoWasRefused(stage, some);
      await noteAppliedAgain(trx, tenantId, some);
      const news = some.map(({ directory_id, payload, received_at }) => ({
        directoryId: directory_id,
        event: payload,
        receivedAt: received_at,
      }));
      await run({ kind: 'news', news }, 'news', some);
      figures.events += some.length;
    }
  };

  const playByHand = async (act: Counterparts['act']): Promise<void> => {
    try {
      const done = await trx.transaction(async (savepoint) => {
        const tenant = await tenantOf();
        const policy = await policyOf(tenant.active_policy_version ?? 0);
        const again = {
          stage,
          policy,
          act,
          run: (occasion: Occasion) => run(occasion, 'hand', [], savepoint),
        };
        if (act.kind === 'answer') return answerAgain(again, act);
        return act.kind === 'registration' ? registerAgain(again, act) : setRoleAgain(again, act);
      });
      if (done) figures.byHand += 1;
      else figures.notRepeated += 1;
    } catch (fault) {
      const refused = ['conflict', 'not_found', 'forbidden', 'invalid_request'];
      if (!(fault instanceof RollcallError) || !refused.includes(fault.code)) throw fault;
      figures.notRepeated += 1;
    }
  };

  const playAct = async (act: Act): Promise<void> => {
    switch (act.kind) {
      case 'policy':
        await enforce(stage.instead ?? act.version);
        return;
      case 'directory': {
        const directory = stage.directories.get(act.directoryId);
        if (directory) await insertDirectory(trx, tenantId, { ...directory, state: act.state });
        return;
      }
      case 'step': {
        const { directoryId, state, peopleLeft } = act;
        const [former] = await readUnusualStates(trx, tenantId, [directoryId]);
        await setDirectoryState(trx, tenantId, directoryId, state, peopleLeft);
        // Nothing had come from it before, or nothing more is applied.
        if (former?.state !== 'setting_up' && state !== 'paused') await reconsider();
        return;
      }
      case 'unknown':
        figures.unknown += 1;
        return;
      default:
        await playByHand(act);
    }
  };

  return {
    figures,
    passTime,
    enforce: async (version, at) => {
      await passTime(at);
      await enforce(version);
    },
    async play(occurrence) {
      await passTime(occurrence.at);
      if (occurrence.kind === 'news') {
        await playNews(occurrence.events);
        return;
      }
      for (const act of readActs(occurrence.acts)) await playAct(act);
    },
  };
}

/** Over SCIM nobody is described who was removed, unless the removal was refused. */
async function keepWhoWasRefused({ trx, tenantId }: Stage, events: readonly RecordedEvent[]): Promise<void> {
  const described = events.flatMap(({ directory_id, event_id, payload }) =>
    payload.source === 'scim' && payload.news.kind === 'user_seen'
      ? [{ directory_id, event_id, source_id: payload.news.person.sourceId, occurred_at: payload.occurredAt }]
      : [],
  );
  const removed = await findRemovedPeople(trx, tenantId, described);
  await keepMemberships(
    trx,
    tenantId,
    removed.flatMap(({ id, directory_id, source_id }) => {
      const event = described.find(
        (each) => each.directory_id === directory_id && each.source_id === source_id,
      );
      return event ? [{ id, occurred_at: event.occurred_at, event_id: event.event_id }] : [];
    }),
  );
}
