import type { SeededRandom } from './seeded-random.ts';
import type { PersonDetails } from './simulated-directory.ts';

const FIRST_NAMES =
  'Ada Alan Amara Anna Ben Carla Chen Clara David Diego Elena Emil Farid Grace Hana Hugo Ines Ivan Jana Jonas Kaito Karim Lea Liam Lucia Mara Marco Mei Nadia Noah Olga Omar Paula Pedro Priya Rosa Samir Sofia Tariq Vera'.split(
    ' ',
  );
const LAST_NAMES =
  'Abbott Ahmed Bauer Berg Brown Castro Conti Costa Diaz Eriksen Fischer Fontaine Garcia Hansen Hoffmann Ito Jensen Kaplan Keller Khan Kowalski Larsen Lopez Meyer Moreau Nakamura Novak Okafor Olsen Patel Peters Quinn Reyes Rossi Sato Schmidt Silva Singh Tanaka Weber'.split(
    ' ',
  );
const COUNTRIES = ['US', 'US', 'DE', 'FR', 'GB'];
const TITLES: Record<string, string[]> = {
  engineering: ['Software Engineer', 'Site Reliability Engineer', 'Engineering Lead'],
  sales: ['Account Executive', 'Sales Engineer', 'Sales Lead'],
  support: ['Support Specialist', 'Support Lead'],
  finance: ['Accountant', 'Controller'],
};

/** Makes people up, no two with the same e-mail address. `domain` is that of their employer. */
export function createPeopleMaker(
  random: SeededRandom,
  domain: string,
): (department: string, employeeType?: 'E' | 'C') => PersonDetails {
  const taken = new Set<string>();
  return (department, employeeType = 'E') => {
    const firstName = random.pick(FIRST_NAMES);
    const lastName = random.pick(LAST_NAMES);
    const name = `${firstName}.${lastName}`.toLowerCase();
    let email = `${name}@${domain}`;
    for (let count = 2; taken.has(email); count += 1) email = `${name}${count}@${domain}`;
    taken.add(email);
    return {
      email,
      firstName,
      lastName,
      attributes: {
        department_name: department,
        job_title: titleIn(department, random),
        employee_type: employeeType,
        addresses: [{ type: 'work', primary: true, country: random.pick(COUNTRIES) }],
      },
    };
  };
}

export function titleIn(department: string, random: SeededRandom): string {
  return random.pick(TITLES[department] ?? ['Specialist']);
}
