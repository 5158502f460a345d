import type { PolicyTest, TestEvent, TestExpectation } from '../generated/policy-test.ts';
import type { PolicyTestFailure } from '../policy/policy-test-result.ts';
import type { Bench } from './bench.ts';
import { checkExpectation, checkHeld } from './check-expectation.ts';
import { eventInWords, playEvent } from './play-event.ts';
import { setStage, type Cast } from './set-stage.ts';
import type { Stage } from './stage.ts';

/** Events whose every order is tried: 720 orders. */
const MOST_EVENTS_IN_ANY_ORDER = 6;

/** How a test without names calls its person. */
const SOMEONE = 'they';

export interface ExampleRun {
  failures: PolicyTestFailure[];
  /** JSON pointers of the policy that something in it went by. */
  decided: ReadonlySet<string>;
}

/** Plays one test of a policy, in every order of its events where any is to do. */
export async function runExample(bench: Bench, test: PolicyTest): Promise<ExampleRun> {
  const events = test.events ?? [];
  const decided = new Set<string>();
  const inAnyOrder = test.in_any_order === true || test.expect?.in_any_order === true;
  if (!inAnyOrder) return { failures: await play(bench, test, events, null, decided), decided };
  const moved = events.filter((event) => !isWait(event)).length;
  if (moved > MOST_EVENTS_IN_ANY_ORDER) {
    const expected = `at most ${MOST_EVENTS_IN_ANY_ORDER} events with in_any_order`;
    const failure = { what: 'in_any_order', expected, got: `${moved} events`, when: null, trace: [] };
    return { failures: [failure], decided };
  }
  for (const order of ordersBetweenWaits(events)) {
    const failures = await play(bench, test, order, order.map(eventInWords).join(', then '), decided);
    // One order that goes wrong explains more than seven hundred.
    if (failures.length > 0) return { failures, decided };
  }
  return { failures: [], decided };
}

async function play(
  bench: Bench,
  test: PolicyTest,
  events: readonly TestEvent[],
  when: string | null,
  decided: Set<string>,
): Promise<PolicyTestFailure[]> {
  await bench.pause?.();
  const stage = await setStage(
    bench,
    castOf(test),
    test.other_admins ?? test.given?.other_admins ?? (test.people ? 0 : 1),
  );
  if (events.length > 0) forgetBeginning(stage);
  for (const event of events) {
    await bench.pause?.();
    await playEvent(stage, event);
  }
  for (const at of stage.decided) decided.add(at);
  const failures: PolicyTestFailure[] = [];
  for (const [name, expected] of expectationsOf(test)) {
    await bench.pause?.();
    const people = [...stage.people.values()].filter((person) => person.name === name);
    const who = test.people ? name : null;
    const add = (mismatch: Pick<PolicyTestFailure, 'what' | 'expected' | 'got'>, nth: number): void => {
      const trace = people[nth]?.decision?.trace ?? [];
      failures.push({ ...mismatch, when, trace, who, steps: stage.story });
    };
    for (const mismatch of checkHeld(expected, people, stage)) add(mismatch, 0);
    for (const [nth, person] of people.entries()) {
      const mismatches = await checkExpectation(expected, person, stage);
      for (const mismatch of mismatches) add(mismatch, nth);
      // Of many alike, one says it all.
      if (mismatches.length > 0) break;
    }
  }
  return failures;
}

/** What is told and revoked of a first sync is not what the events bring. */
function forgetBeginning(stage: Stage): void {
  for (const person of stage.people.values()) {
    person.notified.clear();
    person.revoked.clear();
  }
  stage.story = [];
}

function castOf({ given, people }: PolicyTest): Cast {
  const named = Object.entries(people ?? {}).flatMap(([name, person]) =>
    person ? [[name, person] as const] : [],
  );
  return people ? named : [[SOMEONE, given ?? {}]];
}

function expectationsOf({ people, expect, expect_of }: PolicyTest): [string, TestExpectation][] {
  if (!people) return expect ? [[SOMEONE, expect]] : [];
  return Object.entries(expect_of ?? {}).flatMap(([name, expected]) => (expected ? [[name, expected]] : []));
}

function isWait(event: TestEvent): boolean {
  return typeof event !== 'string' && 'after' in event;
}

/** Every order of the events; what is before a wait stays before it. */
function* ordersBetweenWaits(events: readonly TestEvent[]): Generator<TestEvent[]> {
  const wait = events.findIndex(isWait);
  if (wait === -1) {
    yield* ordersOf(events);
    return;
  }
  for (const first of ordersOf(events.slice(0, wait))) {
    for (const rest of ordersBetweenWaits(events.slice(wait + 1))) {
      yield [...first, ...events.slice(wait, wait + 1), ...rest];
    }
  }
}

function* ordersOf<T>(items: readonly T[]): Generator<T[]> {
  if (items.length === 0) yield [];
  for (const [i, first] of items.entries()) {
    for (const rest of ordersOf(items.toSpliced(i, 1))) yield [first, ...rest];
  }
}
