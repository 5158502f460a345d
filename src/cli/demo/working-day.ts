import { createPeopleMaker } from './made-up-people.ts';
import { DAY_SCENES, firstSync, type Scene } from './day-scenes.ts';
import { part, type OfficeGroups, type Stage } from './stage.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { SimulatedDirectory } from './simulated-directory.ts';
import type { SimulatedPerson } from './workos-payload.ts';

/** Under this there are not enough people for everything that happens. */
export const FEWEST_PEOPLE = 30;

export interface TimedScene extends Scene {
  /** What the clock on the simulated office's wall says, such as 08:30. */
  at: string;
}

/** Everything that happens in a day, and who plays a part that others look at afterwards. */
export interface WorkingDay {
  scenes: TimedScene[];
  groups: OfficeGroups;
  /** Hired, moved, renamed, removed and back again. */
  hero: SimulatedPerson;
  /** Gone in the directory; the product must not lose its last administrator, so the account is held. */
  lastAdmin: SimulatedPerson;
  /** Must get no account. */
  serviceAccount: SimulatedPerson;
  /** A fake social security number that came in somebody's attributes and must not be found anywhere. */
  secret: string;
}

const SCENE_EVERY_MINUTES = 35;

/** Plays the whole day in the directory, without telling anybody yet: the scenes hold what is to be delivered. */
export function planWorkingDay(
  directory: SimulatedDirectory,
  random: SeededRandom,
  options: { people: number; domain: string },
): WorkingDay {
  const hiredToday = Math.max(6, Math.round(options.people / 10));
  const opening = firstSync(
    directory,
    random,
    createPeopleMaker(random, options.domain),
    options.people - hiredToday,
  );
  const stage: Stage = { ...opening.stage, hiredToday };
  const scenes = [opening.scene];
  for (const play of DAY_SCENES) {
    directory.passTime(SCENE_EVERY_MINUTES * 60_000);
    scenes.push(play(stage));
  }
  return {
    scenes: scenes.map((scene, index) => ({ ...scene, at: wallClock(index) })),
    groups: stage.groups,
    hero: part(stage, 'hero'),
    lastAdmin: part(stage, 'lastAdmin'),
    serviceAccount: part(stage, 'serviceAccount'),
    secret: stage.secret,
  };
}

function wallClock(index: number): string {
  const minutes = 8 * 60 + 30 + index * SCENE_EVERY_MINUTES;
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
