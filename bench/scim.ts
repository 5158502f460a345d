/**
 * npm run bench:scim: requests of SCIM per second, beside a bare Express and pg app that runs one prepared statement a
 * request (the limit) and beside the directory sync of @boxyhq/saml-jackson (the peer), all on one PostgreSQL. Turns
 * alternate, so that all meet the same noise. `-- --quick` takes about a minute and says less.
 */
import { asOwner, withBenchDatabase } from './support/bench-database.ts';
import { median, percentile, perSecond, table, verdict } from './support/figures.ts';
import { OUTSIDERS, type Company } from './support/scim/company.ts';
import { sendLoad, type Exchange } from './support/scim/load.ts';
import { openBare, openJackson, openRollcall, type OpenServer } from './support/scim/open-servers.ts';
import { createOperations, type Operation } from './support/scim/operations.ts';

const isQuick = process.argv.includes('--quick');
const size = isQuick
  ? { large: 10_000, small: 200, tenants: 10, rounds: 1, turnMs: 300, warmMs: 200, comparedRounds: 3 }
  : { large: 100_000, small: 1_000, tenants: 50, rounds: 3, turnMs: 700, warmMs: 300, comparedRounds: 7 };
const smallGroup = size.small;
const largeGroup = size.large / 10;

const large: Company = { slug: 'large', people: size.large + OUTSIDERS, groups: [smallGroup, largeGroup] };
const small: Company = { slug: 'small', people: size.small + OUTSIDERS, groups: [smallGroup] };
const many = Array.from({ length: size.tenants }, (_, index): Company => ({
  slug: `many-${index}`,
  people: size.small + OUTSIDERS,
  groups: [smallGroup],
}));

interface Turn {
  rate: number;
  durations: number[];
  failed: number;
}

interface Cell {
  label: string;
  kind: 'read' | 'write';
  connections: number;
  companies: string[];
  operation: Operation;
  /** How many times the peer it has to be. */
  timesPeer: number;
  turns: Map<OpenServer['name'], Turn[]>;
}

const operations = createOperations(7);
const thousands = (count: number): string => count.toLocaleString('en');

function cellsOf(): Cell[] {
  const cells: Cell[] = [];
  for (const connections of [16, 1]) {
    for (const companies of [[large.slug], many.map(({ slug }) => slug)]) {
      const isOne = companies.length === 1;
      const add = (label: string, kind: Cell['kind'], operation: Operation, timesPeer = 3): void => {
        cells.push({ label, kind, connections, companies, operation, timesPeer, turns: new Map() });
      };
      add('create', 'write', operations.create);
      add('read', 'read', operations.read);
      add('filter by userName', 'read', operations.filter);
      add('PATCH active', 'write', operations.patchActive);
      if (isOne) {
        for (const [members, timesPeer] of [
          [smallGroup, 3],
          [largeGroup, 10],
        ] as const) {
          const label = `PATCH members, group of ${thousands(members)}`;
          add(label, 'write', operations.patchMembers(members), timesPeer);
        }
      } else {
        const label = `PATCH members, group of ${thousands(smallGroup)}`;
        add(label, 'write', operations.patchMembers(smallGroup));
      }
      add('list, pages of 100', 'read', operations.list);
    }
  }
  return cells;
}

/** One server's turn at one cell, behind a moment that does not count. Requests go round the companies. */
async function takeTurn(
  server: OpenServer,
  cell: Pick<Cell, 'companies' | 'connections' | 'operation'>,
): Promise<Turn> {
  let turn = 0;
  const next = (connection: number): Exchange => {
    const slug = cell.companies[turn++ % cell.companies.length] ?? '';
    const population = server.populations.get(slug);
    if (!population) throw new Error(`${server.name} does not know ${slug}`);
    return cell.operation(server, population, connection);
  };
  // Connections that nobody used meanwhile may have gone, here and behind the server.
  await sendLoad(server.origin, cell.connections, size.warmMs, next);
  const load = await sendLoad(server.origin, cell.connections, size.turnMs, next);
  return { rate: load.count / load.seconds, durations: load.durations, failed: load.failed };
}

function rateOf(cell: Cell, name: OpenServer['name']): number | null {
  const turns = cell.turns.get(name);
  return turns === undefined ? null : median(turns.map(({ rate }) => rate));
}

function rowOf(cell: Cell, names: OpenServer['name'][]): string[] {
  const ours = rateOf(cell, 'rollcall') ?? 0;
  const figures = names.flatMap((name) => {
    const turns = cell.turns.get(name) ?? [];
    const durations = turns.flatMap((turn) => turn.durations);
    const latency = [0.5, 0.99].map((share) => percentile(durations, share).toFixed(1)).join(' / ');
    return [perSecond(rateOf(cell, name) ?? 0, 1), latency];
  });
  const limit = rateOf(cell, 'bare') ?? NaN;
  const peer = rateOf(cell, 'jackson');
  const atLeast = cell.kind === 'write' ? 0.25 : 0.4;
  return [
    cell.label,
    ...figures,
    judge(cell, ours / limit, atLeast),
    ...(peer === null ? [] : [judge(cell, ours / peer, cell.timesPeer)]),
  ];
}

/** What has to hold has to hold at 16 connections. */
function judge(cell: Cell, ratio: number, atLeast: number): string {
  return cell.connections === 16 ? verdict(ratio, atLeast) : ratio.toFixed(2);
}

/** The 99th percentile of one operation in the small and in the large company, turn by turn. */
async function compareSizes(
  server: OpenServer,
  operation: Operation,
  connections: number,
): Promise<string[]> {
  const percentiles: Record<string, number[]> = { [small.slug]: [], [large.slug]: [] };
  for (let round = 0; round <= size.comparedRounds; round += 1) {
    for (const { slug } of round % 2 === 0 ? [small, large] : [large, small]) {
      const { durations } = await takeTurn(server, { companies: [slug], connections, operation });
      if (round > 0) percentiles[slug]?.push(percentile(durations, 0.99));
    }
  }
  const shown = [small, large].map(({ slug }) => median(percentiles[slug] ?? []));
  const spread = [small, large].map(({ slug }) => {
    const all = percentiles[slug] ?? [];
    return `${Math.min(...all).toFixed(1)} to ${Math.max(...all).toFixed(1)}`;
  });
  const [atSmall = NaN, atLarge = NaN] = shown;
  return [
    ...shown.flatMap((value, index) => [`${value.toFixed(1)} ms`, spread[index] ?? '']),
    (atLarge / atSmall).toFixed(2),
  ];
}

await withBenchDatabase(async (url) => {
  const companies = [large, small, ...many];
  const began = performance.now();
  const rollcall = await openRollcall(url, companies);
  const filledAt = performance.now();
  const bare = await openBare(url, companies);
  const jackson = await openJackson(url, companies);
  await asOwner(url, 'vacuum analyze');
  const servers = [rollcall, bare, jackson].filter((server) => server !== null);
  const people = companies.reduce((sum, company) => sum + company.people, 0);
  console.log(
    `${thousands(people)} people in ${companies.length} tenants, written in batches: ` +
      `${perSecond(people, (filledAt - began) / 1_000)}\n`,
  );

  const cells = cellsOf();
  const rounds = size.rounds + 1;
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, cell] of cells.entries()) {
      const shift = (round + index) % servers.length;
      for (const server of [...servers.slice(shift), ...servers.slice(0, shift)]) {
        const turn = await takeTurn(server, cell);
        if (round === 0) continue; // warms all up
        cell.turns.set(server.name, [...(cell.turns.get(server.name) ?? []), turn]);
      }
    }
  }

  const names = servers.map(({ name }) => name);
  const heading = names.flatMap((name) => [name, 'p50 / p99 ms']);
  for (const { connections, isOne } of [
    { connections: 16, isOne: true },
    { connections: 16, isOne: false },
    { connections: 1, isOne: true },
    { connections: 1, isOne: false },
  ]) {
    const shown = cells.filter(
      (cell) => cell.connections === connections && (cell.companies.length === 1) === isOne,
    );
    const where = isOne
      ? `one tenant of ${thousands(size.large)} people`
      : `${size.tenants} tenants of ${thousands(size.small)} people`;
    console.log(
      `${connections} connection${connections === 1 ? '' : 's'}, ${where}, median of ${size.rounds}:\n`,
    );
    const rows = shown.map((cell) => rowOf(cell, names));
    console.log(
      table([['', ...heading, 'of the limit', ...(jackson === null ? [] : ['times the peer'])], ...rows]),
    );
    for (const cell of shown) {
      for (const [name, turns] of cell.turns) {
        const failed = turns.reduce((sum, turn) => sum + turn.failed, 0);
        if (failed > 0) console.log(`${name}, ${cell.label}: ${failed} requests were answered wrongly`);
      }
    }
    console.log('');
  }

  console.log(
    `99th percentile at ${thousands(size.small)} and at ${thousands(size.large)} people, median of ${size.comparedRounds} (least to most):\n`,
  );
  const compared: string[][] = [['', 'small', '', 'large', '', 'ratio']];
  for (const connections of [1, 16]) {
    for (const [label, operation] of [
      ['filter by userName', operations.filter],
      [`PATCH members, group of ${thousands(smallGroup)}`, operations.patchMembers(smallGroup)],
    ] as const) {
      for (const server of [rollcall, bare]) {
        const row = await compareSizes(server, operation, connections);
        compared.push([`${server.name}, ${connections} connections: ${label}`, ...row]);
      }
    }
  }
  console.log(table(compared));
  for (const { child } of servers) child.kill();
});
