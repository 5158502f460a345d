import { setImmediate } from 'node:timers/promises';
import type { Decision } from '../domain/decision.ts';
import { readPageOfDirectories } from '../store/directory-people.ts';
import type { ActivePolicy } from './active-policy.ts';
import type { Flow } from './flow.ts';
import { gatherFacts, type Person } from './gather-facts.ts';
import { beforeEveryone } from './parts.ts';
import { decideOnPerson, toPersonFacts } from './person-facts.ts';

/** What is decided of somebody by the policy in force, and by another one. */
export interface DecidedByBoth {
  person: Person;
  now: Decision;
  then: Decision;
}

const peopleAtOnce = 1_000;
/** People who are decided on before others of this process, such as access checks, are let through. */
const peopleInOneGo = 100;

/**
 * Decides by two policies on everyone of directories to whom nothing is applied now, such as those in test mode, as if it
 * were. Writes nothing. Whose account it is and what would wait is the matter of the plan for activating the directory.
 *
 * @param flow with the policy in force
 * @returns how many people were decided on
 */
export async function decideUnapplied(
  { trx, tenantId, policy, now }: Flow,
  proposed: ActivePolicy,
  directoryIds: readonly string[],
  tell: (decided: DecidedByBoth) => void,
): Promise<number> {
  let count = 0;
  for (let after: string | undefined = beforeEveryone; after !== undefined;) {
    const part: string[] = await readPageOfDirectories(trx, tenantId, directoryIds, after, peopleAtOnce);
    const asked = new Set(part);
    const facts = await gatherFacts(trx, tenantId, part, new Set(), policy, now);
    for (const [at, person] of facts.people.entries()) {
      if (at > 0 && at % peopleInOneGo === 0) await setImmediate();
      const { directory } = person;
      // Who only waits on somebody comes along; and who is only named by a membership is not known yet.
      if (!asked.has(directory.id) || directory.occurred_at === null) continue;
      const known = toPersonFacts(person, facts);
      count += 1;
      tell({
        person,
        now: await decideOnPerson(policy.compiled, directory, known),
        then: await decideOnPerson(proposed.compiled, directory, known),
      });
    }
    after = part.length < peopleAtOnce ? undefined : part.at(-1);
  }
  return count;
}
