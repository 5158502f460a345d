import fc from 'fast-check';
import type { WorkosEvent } from '../../src/cli/demo/workos-payload.ts';
import { normalizeWorkosEvent } from '../../src/sources/workos/normalize.ts';
import { insertEvents } from '../../src/store/inbox.ts';
import { readNextDue } from '../../src/store/rehearsed-tenant.ts';
import type { TestRollcall } from './rollcall.ts';
import { playHistory, step, type Step } from './random-history.ts';

/** What happens to a tenant in a time, by a directory, by hand and by the clock. */
export interface ToldHistory {
  steps: Step[];
  seed: number;
  /** How the events are cut into batches, and what comes between these. */
  pauses: { events: number; hours: number; byHand: ByHand }[];
}

type ByHand =
  | { do: 'nothing' }
  | { do: 'role'; who: number; role: string | null }
  | { do: 'register'; who: number }
  | { do: 'answer'; verdict: 'approve' | 'reject' };

const byHand: fc.Arbitrary<ByHand> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ do: 'nothing' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('role' as const),
      who: fc.nat({ max: 6 }),
      role: fc.constantFrom('admin', 'viewer', null),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('register' as const), who: fc.nat({ max: 9 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('answer' as const),
      verdict: fc.constantFrom('approve' as const, 'reject' as const),
    }),
  },
);

/**
 * @param isRecorded whether it is only asked for what is recorded: holds are answered and roles set by hand then, of which
 *   nothing is recorded where it changes nothing
 */
export function toldHistory(isRecorded: boolean): fc.Arbitrary<ToldHistory> {
  return fc.record({
    steps: fc.array(step, { minLength: 15, maxLength: 35 }),
    seed: fc.nat({ max: 1_000_000 }),
    pauses: fc.array(
      fc.record({
        events: fc.integer({ min: 1, max: 8 }),
        hours: fc.constantFrom(0, 1, 26, 24 * 5, 24 * 16),
        byHand: isRecorded
          ? byHand
          : byHand.filter(({ do: what }) => what === 'nothing' || what === 'register'),
      }),
      { minLength: 5, maxLength: 14 },
    ),
  });
}

export interface TellTo {
  slug: string;
  tenantId: string;
  directoryId: string;
}

/**
 * Lets a history happen to tenants, to all of them at once. `half` is called when half of it is over.
 *
 * @returns whether what was done by hand was done in all of them, or refused in all: what is refused is not recorded
 */
export async function tell(
  rollcall: TestRollcall,
  tenants: readonly TellTo[],
  { steps, seed, pauses }: ToldHistory,
  half: () => Promise<void>,
): Promise<boolean> {
  let isAlike = true;
  const { events, idp } = playHistory(steps, seed, 'directory_any', seed % 3 > 0);
  let at = 0;
  for (const [index, { events: count, hours, byHand: hand }] of pauses.entries()) {
    if (index === Math.floor(pauses.length / 2)) {
      await half();
      rollcall.clock.advance(1_000);
    }
    const isLast = index === pauses.length - 1;
    const some = events.slice(at, isLast ? undefined : at + count);
    at += some.length;
    const answers = new Set<number | null>();
    for (const tenant of tenants) {
      await passOn(rollcall, tenant, some);
      const people = idp.people.map(({ idpId }) => idpId);
      answers.add(await doByHand(rollcall, tenant, hand, people));
    }
    isAlike &&= answers.size === 1;
    await passTime(rollcall, tenants, hours * 3_600_000 + 60_000);
  }
  return isAlike;
}

async function passOn(rollcall: TestRollcall, tenant: TellTo, events: readonly WorkosEvent[]): Promise<void> {
  const { tenantId, directoryId } = tenant;
  const now = rollcall.clock.now();
  await insertEvents(
    rollcall.database,
    events.map((event) => ({
      ...{ tenantId, directoryId, receivedAt: now, status: 'waiting' as const, error: null },
      event: normalizeWorkosEvent(event, Buffer.from(event.id), now).event,
    })),
  );
  await passTime(rollcall, [tenant], 0);
}

/** @returns the status that the API answered with; null: it was not asked */
async function doByHand(
  rollcall: TestRollcall,
  { slug }: TellTo,
  hand: ByHand,
  people: readonly string[],
): Promise<number | null> {
  // What comes by hand comes at a moment of its own.
  rollcall.clock.advance(1_000);
  const place = `/tenants/${slug}`;
  const first = async (path: string): Promise<{ id: string } | undefined> => {
    const { body } = await rollcall.api('GET', `${place}${path}`);
    return (body as { data: { id: string }[] }).data[0];
  };
  switch (hand.do) {
    case 'nothing':
      return null;
    case 'register': {
      const email = `by-hand-${hand.who}@acme.com`;
      const role = hand.who % 2 === 0 ? 'viewer' : 'member';
      return (await rollcall.api('POST', `${place}/users`, { email, role })).status;
    }
    case 'role': {
      const name = people[hand.who % Math.max(1, people.length)] ?? 'nobody';
      const user = await first(`/users?external_id=${name}`);
      if (user === undefined) return null;
      return (await rollcall.api('PUT', `${place}/users/${user.id}/role`, { role: hand.role })).status;
    }
    case 'answer': {
      const hold = await first('/holds?status=open');
      if (hold === undefined) return null;
      return (await rollcall.api('POST', `${place}/holds/${hold.id}/${hand.verdict}`, {})).status;
    }
  }
}

/** Everything that becomes due in the meantime has its turn when it does, as it has where lanes run all the time. */
export async function passTime(
  rollcall: TestRollcall,
  tenants: readonly TellTo[],
  ms: number,
): Promise<void> {
  const until = rollcall.clock.now().getTime() + ms;
  await rollcall.service.lanes.drain();
  for (;;) {
    const due: number[] = [];
    for (const { tenantId } of tenants) {
      const next = await rollcall.database.inTenant(tenantId, (trx) => readNextDue(trx, tenantId));
      if (next !== null && next.getTime() < until) due.push(next.getTime());
    }
    if (due.length === 0) break;
    rollcall.clock.advance(Math.max(0, Math.min(...due) - rollcall.clock.now().getTime()));
    await rollcall.service.lanes.drain();
  }
  rollcall.clock.advance(until - rollcall.clock.now().getTime());
}
