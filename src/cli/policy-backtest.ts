import { existsSync, readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import type { PolicyBacktest, PolicyBacktestRequest } from '../generated/api.ts';
import type { CommandIo } from './command-io.ts';
import { backtestMarkdown } from './policy-backtest-markdown.ts';
import { backtestText } from './policy-backtest-text.ts';
import { withPolicyService } from './policy-service.ts';
import { diagnosticsOf, printInvalid, readProposed } from './proposed-policy.ts';

export interface PolicyBacktestOptions {
  /** The policy; without one, and without `version`, the tenant's file in the policies folder. */
  file?: string;
  version?: number;
  /** `90d`, or a moment. */
  since: string;
  /** Tests whose claims are checked at each step; without one, those beside the policy's file, if they are there. */
  tests?: string;
  /** How many differences of each group are shown. */
  people?: number;
  mostEvents?: number;
  /** Names and addresses are left out; in Markdown, which is made to be shown to others, unless told otherwise. */
  mask?: boolean;
  format: 'text' | 'json' | 'markdown';
  json?: boolean;
  server?: string;
}

/** What CI goes by. */
const exitCodes = { nothing: 0, differences: 3, violated: 1 } satisfies Record<
  PolicyBacktest['outcome'],
  number
>;

/**
 * `rollcall policy backtest TENANT`: what would have happened under a policy.
 *
 * @returns the exit code: 0 no difference, 3 differences, 1 something was that must never be or the policy is invalid, 2 a
 *   file is not there
 */
export async function policyBacktest(
  tenant: string,
  options: PolicyBacktestOptions,
  io: CommandIo,
): Promise<number> {
  const proposed = options.version === undefined ? readProposed(tenant, options.file, io) : null;
  if (proposed === 'missing') return 2;
  const tests = readTests(proposed?.path ?? null, options.tests, io);
  if (tests === 'missing') return 2;
  const format = options.json === true ? 'json' : options.format;
  const masked = options.mask ?? format === 'markdown';
  const request: PolicyBacktestRequest = {
    ...(proposed === null ? {} : { yaml: proposed.text, file: proposed.file }),
    ...(options.version === undefined ? {} : { version: options.version }),
    since: options.since,
    ...(tests === null ? {} : { tests: tests.text }),
    ...(options.people === undefined ? {} : { people: options.people }),
    ...(options.mostEvents === undefined ? {} : { most_events: options.mostEvents }),
  };
  try {
    const tell = sayProgress(io, () => performance.now());
    const found = await withPolicyService(io, options, (service) => service.backtest(tenant, request, tell));
    const backtest = masked ? withoutNames(found) : found;
    io.stdout.write(`${shown(backtest, proposed?.file ?? null, format)}\n`);
    return exitCodes[backtest.outcome];
  } catch (fault) {
    const diagnostics = diagnosticsOf(fault);
    if (diagnostics === null) throw fault;
    printInvalid(diagnostics, proposed?.text ?? null, { format, io, then: 'no backtest' });
    return 1;
  }
}

function readTests(
  beside: string | null,
  named: string | undefined,
  io: CommandIo,
): { text: string } | null | 'missing' {
  const path = named ?? beside?.replace(/\.policy\.yaml$/, '.test.yaml') ?? null;
  if (path === null || (named === undefined && path === beside)) return null;
  if (existsSync(path)) return { text: readFileSync(path, 'utf8') };
  if (named === undefined) return null;
  io.stderr.write(`There is no file ${named}. Name the tests of the policy with --tests, or leave it out.\n`);
  return 'missing';
}

const sayEveryMs = 2_000;

/**
 * Says on stderr how far it is, now and then.
 *
 * @param now milliseconds, of any clock that only goes forward
 */
export function sayProgress({ stderr }: Pick<CommandIo, 'stderr'>, now: () => number) {
  const begun = now();
  let said = begun;
  return (done: number, total: number): void => {
    const at = now();
    if (at - said < sayEveryMs || done === 0) return;
    said = at;
    const rate = done / ((at - begun) / 1_000);
    const left = Math.ceil((total - done) / rate);
    const time = left < 90 ? `${left} s` : `${Math.round(left / 60)} min`;
    stderr.write(`${done} of ${total} events, ${Math.round(rate)} a second, about ${time} left\n`);
  };
}

function shown(
  backtest: PolicyBacktest,
  file: string | null,
  format: PolicyBacktestOptions['format'],
): string {
  switch (format) {
    case 'json':
      return JSON.stringify(backtest, null, 2);
    case 'markdown':
      return backtestMarkdown(backtest, file);
    case 'text':
      return backtestText(backtest, file);
  }
}

/** Who it is about without saying who: by the id alone. */
function withoutNames(backtest: PolicyBacktest): PolicyBacktest {
  const nobody = { external_id: null, display_name: null, email: null };
  const { as_recorded, groups, violations } = backtest;
  return {
    ...backtest,
    as_recorded: {
      ...as_recorded,
      named: as_recorded.named.map((each, index) => ({ ...each, external_id: `person ${index + 1}` })),
    },
    groups: groups.map((group) => ({ ...group, named: group.named.map((each) => ({ ...each, ...nobody })) })),
    violations: { ...violations, named: violations.named.map((each) => ({ ...each, external_id: null })) },
  };
}
