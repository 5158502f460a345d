import { PATCH_SCHEMA, userBody, userNameOf } from './company.ts';
import { toRequest, type Exchange, type Origin } from './load.ts';

/** A company as one server has it. */
export interface Population {
  slug: string;
  /** Before /Users and /Groups. */
  path: string;
  token: string;
  /** The ids of its people; the first ones are the members of its groups. */
  people: string[];
  /** Group id by the number of its members. */
  groups: Map<number, string>;
}

export interface Server {
  name: 'rollcall' | 'bare' | 'jackson';
  origin: Origin;
  /** Of a PATCH of a group: 204, or 200 from who always answers with the group. */
  patchedGroup: number;
}

export type Operation = (server: Server, population: Population, connection: number) => Exchange;

export interface Operations {
  create: Operation;
  read: Operation;
  filter: Operation;
  patchActive: Operation;
  patchMembers: (size: number) => Operation;
  list: Operation;
}

/** Requests of each kind, each a change where it is one at all. What was asked is kept per server and company. */
export function createOperations(seed: number): Operations {
  const random = lcg(seed);
  const counters = new Map<string, number>();
  const count = (...key: (string | number)[]): number => {
    const text = key.join(' ');
    const value = counters.get(text) ?? 0;
    counters.set(text, value + 1);
    return value;
  };
  const anyOf = (list: string[]): string => list[Math.floor(random() * list.length)] ?? '';
  const patch = (Operation: unknown) => ({ schemas: [PATCH_SCHEMA], Operations: [Operation] });
  const exchange = (
    server: Server,
    { path, token }: Population,
    expected: number,
    { method, at, body }: { method: string; at: string; body?: unknown },
  ): Exchange => ({
    expected,
    request: toRequest(server.origin, {
      method,
      path: `${path}${at}`,
      token,
      ...(body === undefined ? {} : { body }),
    }),
  });
  return {
    create: (server, population) => {
      const index = count('create', server.name, population.slug);
      const body = userBody(population.slug, index, `new${seed}.${index}@${population.slug}.com`);
      return exchange(server, population, 201, { method: 'POST', at: '/Users', body });
    },
    read: (server, population) =>
      exchange(server, population, 200, { method: 'GET', at: `/Users/${anyOf(population.people)}` }),
    filter: (server, population) => {
      const userName = userNameOf(population.slug, Math.floor(random() * population.people.length));
      const filter = encodeURIComponent(`userName eq "${userName}"`);
      return exchange(server, population, 200, { method: 'GET', at: `/Users?filter=${filter}` });
    },
    patchActive: (server, population) => {
      const turn = count('active', server.name, population.slug);
      const { people } = population;
      const active = Math.floor(turn / people.length) % 2 === 1;
      const body = patch({ op: 'replace', path: 'active', value: active });
      const at = `/Users/${people[turn % people.length] ?? ''}`;
      return exchange(server, population, 200, { method: 'PATCH', at, body });
    },
    patchMembers: (size) => (server, population, connection) => {
      // Who is last is in no group; each connection has somebody of its own, who joins and leaves in turn.
      const value = population.people.at(-1 - connection) ?? '';
      const joins = count('members', server.name, population.slug, size, connection) % 2 === 0;
      const body = patch({ op: joins ? 'add' : 'remove', path: 'members', value: [{ value }] });
      const id = population.groups.get(size);
      if (id === undefined) throw new Error(`${population.slug} has no group of ${size}`);
      const at = `/Groups/${id}`;
      return exchange(server, population, server.patchedGroup, { method: 'PATCH', at, body });
    },
    list: (server, population) => {
      const page = Math.floor(random() * (population.people.length / 100));
      const at = `/Users?startIndex=${1 + page * 100}&count=100`;
      return exchange(server, population, 200, { method: 'GET', at });
    },
  };
}

/** The same numbers in each run. */
function lcg(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
