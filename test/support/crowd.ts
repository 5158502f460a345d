import type { SimulatedGroup, SimulatedPerson, WorkosEvent } from '../../src/cli/demo/workos-payload.ts';
import type { Company } from './company.ts';

/** How many deliveries are on their way at once. */
const atOnce = 50;

/** Delivers many events quickly, as they come from a source that is in a hurry, and works until accounts are right. */
export async function tellMany({ rollcall }: Company, events: readonly WorkosEvent[]): Promise<void> {
  for (let start = 0; start < events.length; start += atOnce) {
    await Promise.all(events.slice(start, start + atOnce).map((event) => rollcall.post(event)));
  }
  await rollcall.drain();
}

/** Hires people `name0`, `name1` and so on, into groups that are made where there are none yet. */
export async function hireMany(
  company: Company,
  count: number,
  name: string,
  groups: string[] = [],
): Promise<SimulatedPerson[]> {
  const { idp } = company;
  const joined: SimulatedGroup[] = [];
  for (const each of groups) joined.push(await company.group(each));
  const hired = Array.from({ length: count }, (_, index) =>
    idp.hire({
      email: `${name}${index}@acme.com`,
      firstName: name,
      lastName: String(index),
      attributes: {},
    }),
  );
  await tellMany(
    company,
    hired.flatMap(({ person, events }) => [...events, ...joined.flatMap((group) => idp.join(person, group))]),
  );
  return hired.map(({ person }) => person);
}

/** Lets the time of Rollcall and of the company's identity provider pass alike. */
export function passTime({ rollcall, idp }: Company, milliseconds: number): void {
  rollcall.clock.advance(milliseconds);
  idp.passTime(milliseconds);
}
