#!/usr/bin/env node
// Checks policies, runs their tests, and plans each on the people of its tenant; writes what came of it as Markdown.
// The same on GitHub, on GitLab and anywhere else, see docs/policy-in-ci.md. Plain JavaScript without dependencies.
//
//   node ci/policy-report.js [files or folders...]      (none: the policies folder)
//
// Settings, all from the environment:
//   ROLLCALL_POLICIES  the policies folder (policies)
//   ROLLCALL_SERVER    the service that knows the people; without it nothing is planned
//   ROLLCALL_TOKEN     a token of it with the scope read; without it nothing is planned, which is no failure
//   TENANTS            who to plan for, with commas or blanks between (every policy among the files)
//   FAIL_ON            invalid: policies that are wrong and tests that fail; held: also what would wait for somebody;
//                      changes: also whatever would change anybody (invalid)
//   COVERAGE           the least share of lines, in percent, that tests have to go by
//   MUTATE             true: fail where no test notices that a line of a policy is another one
//   REPORT             the file that the Markdown is written to (what is printed last)
//   SARIF              a file for code scanning
//   ANNOTATIONS        github: mark lines in the pull request
//
// Exit codes: 0 fine, 1 not (by FAIL_ON), 2 wrong settings.
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';

const ROLLCALL = fileURLToPath(new URL('../src/rollcall.js', import.meta.url));
/** More findings than this help nobody in a report; the log has all of them. */
const MOST_LISTED = 30;
const FAIL_ON = ['invalid', 'held', 'changes'];

const env = process.env;
const setting = (name) => (env[name] ?? '').trim();
const onGithub = setting('ANNOTATIONS') === 'github';
const files = process.argv.slice(2);

process.exitCode = main();

function main() {
  const failOn = setting('FAIL_ON') === '' ? 'invalid' : setting('FAIL_ON');
  if (!FAIL_ON.includes(failOn)) return refuse(`FAIL_ON is one of ${FAIL_ON.join(', ')}, not "${failOn}".`);
  const coverage = setting('COVERAGE');
  if (!/^(?:100|\d{0,2})$/.test(coverage))
    return refuse(`COVERAGE is a number from 0 to 100, not "${coverage}".`);

  const check = checkPolicies();
  // Wrong usage, such as a file that is not there: what follows would only say it again.
  if (check.code === 2) return 2;
  const tests = testPolicies(coverage);
  const plans = planPolicies(check.refused);
  const isFine =
    check.code === 0 && tests.code === 0 && plans.every(({ outcome }) => mayPass(outcome, failOn));
  const verdict = isFine ? 'Nothing is in the way.' : 'Something has to be looked at before this lands.';
  publish(['## Policies', verdict, ...check.report, ...tests.report, ...plansAsReport(plans)].join('\n\n'));
  process.stderr.write(`${verdict}\n`);
  return isFine ? 0 : 1;
}

function refuse(sentence) {
  process.stderr.write(`${sentence}\n`);
  return 2;
}

/** Every mistake, and which policies cannot be planned because of one. */
function checkPolicies() {
  const { code, out, err } = run(['policy', 'check', '--format', 'github', '--', ...files]);
  const found = forward(out, err);
  if (code === 2) return { code, report: [], refused: new Set() };
  if (setting('SARIF') !== '') {
    const sarif = run(['policy', 'check', '--format', 'sarif', '--', ...files]);
    writeFileSync(setting('SARIF'), sarif.out);
  }
  const errors = found.filter(({ severity }) => severity === 'error');
  return {
    code,
    report: ['### Check', summaryOf(code, found, err), ...listOf(found)],
    refused: new Set(errors.map(({ file }) => basename(file))),
  };
}

function testPolicies(coverage) {
  const asked = [
    ...(coverage === '' ? [] : ['--coverage', coverage]),
    ...(setting('MUTATE') === 'true' ? ['--mutate'] : []),
  ];
  const { code, out, err } = run(['policy', 'test', ...asked, '--format', 'github', '--', ...files]);
  const found = forward(out, err);
  const isWithout = code === 2 && /^There are no tests in /m.test(err);
  return {
    code: isWithout ? 0 : code,
    report: ['### Tests', summaryOf(isWithout ? 0 : code, found, err), ...listOf(found)],
  };
}

/** @returns for each tenant an outcome (nothing, changes, held, invalid, unknown, skipped) and Markdown */
function planPolicies(refused) {
  const tenants = tenantsToPlan();
  const why = whyNotPlanned(tenants);
  if (why !== null) return [{ outcome: 'skipped', markdown: why }];
  return tenants.map(({ tenant, file }) => {
    if (refused.has(basename(file))) {
      return {
        outcome: 'skipped',
        markdown: `${code(tenant)}: not planned, because its policy is not valid.`,
      };
    }
    const options = ['--file', file, '--format', 'markdown'];
    const plan = run(['policy', 'plan', tenant, ...options], { withToken: true });
    process.stderr.write(plan.err);
    const outcome = { 0: 'nothing', 3: 'changes', 4: 'held' }[plan.code];
    if (outcome !== undefined) return { outcome, markdown: plan.out.trim() };
    if (/^There is no tenant /m.test(plan.err)) {
      const sentence =
        'the server has no such tenant, or not for this token, so there is nobody to plan for.';
      return { outcome: 'unknown', markdown: `${code(tenant)}: ${sentence}` };
    }
    return { outcome: 'invalid', markdown: `${code(tenant)}: there is no plan. ${text(plan.err.trim())}` };
  });
}

function whyNotPlanned(tenants) {
  if (setting('ROLLCALL_SERVER') === '') return 'Nothing is planned, because no server is named.';
  if (setting('ROLLCALL_TOKEN') === '') {
    return 'Nothing is planned, because this run has no token for the server. In pull requests from forks that is so by design.';
  }
  return tenants.length === 0
    ? 'Nothing is planned, because there is no policy of a tenant among these files.'
    : null;
}

/** Those that are named, else whoever has a policy among the files. */
function tenantsToPlan() {
  const folder = setting('ROLLCALL_POLICIES') === '' ? 'policies' : setting('ROLLCALL_POLICIES');
  const places = files.length === 0 ? [folder] : files;
  const policies = places
    .flatMap((place) => {
      if (!existsSync(place)) return [];
      return statSync(place).isDirectory() ? readdirSync(place).map((name) => join(place, name)) : [place];
    })
    .filter((file) => file.endsWith('.policy.yaml') && basename(file) !== 'default.policy.yaml');
  const tenantOf = (file) => basename(file, '.policy.yaml');
  const named = setting('TENANTS')
    .split(/[\s,]+/)
    .filter((name) => name !== '');
  if (named.length === 0) return policies.map((file) => ({ tenant: tenantOf(file), file }));
  return named.map((tenant) => ({
    tenant,
    file: policies.find((file) => tenantOf(file) === tenant) ?? join(folder, `${tenant}.policy.yaml`),
  }));
}

function mayPass(outcome, failOn) {
  switch (outcome) {
    case 'invalid':
      return false;
    case 'held':
      return failOn === 'invalid';
    case 'changes':
      return failOn !== 'changes';
    default:
      return true;
  }
}

function plansAsReport(plans) {
  return ['### Plan', ...plans.map(({ markdown }) => markdown.replace(/^### /, '#### '))];
}

/** Runs `rollcall` with these arguments. Only a plan is given the token. */
function run(args, { withToken = false } = {}) {
  const { ROLLCALL_TOKEN: token, ...rest } = env;
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [ROLLCALL, ...args], {
    env: withToken && token !== undefined ? { ...rest, ROLLCALL_TOKEN: token.trim() } : rest,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (error !== undefined) throw error;
  return { code: status ?? 1, out: stdout, err: stderr };
}

/** Passes on what a command found: as it is for GitHub, else as lines that people read. */
function forward(out, err) {
  const found = out.split('\n').flatMap(annotation);
  if (onGithub) process.stdout.write(out);
  else
    for (const { file, line, severity, message } of found)
      process.stdout.write(`${file}:${line}: ${severity}: ${message}\n`);
  process.stderr.write(err);
  return found;
}

/** One workflow command of GitHub, read back. */
function annotation(line) {
  const match = /^::(error|warning) file=([^,]*),line=(\d+),[^:]*::(.*)$/.exec(line);
  if (match === null) return [];
  const [, severity, file, at, message] = match;
  return [{ severity, file: unescaped(file), line: Number(at), message: unescaped(message) }];
}

function unescaped(written) {
  const characters = { '%0D': '\r', '%0A': '\n', '%3A': ':', '%2C': ',', '%25': '%' };
  return written.replace(/%(?:0D|0A|3A|2C|25)/g, (escape) => characters[escape]);
}

function listOf(found) {
  if (found.length === 0) return [];
  const lines = found.slice(0, MOST_LISTED).map(({ severity, file, line, message }) => {
    const [first] = message.split('\n');
    return `- ${severity}: ${text(`${file}:${line}`)}: ${text(first)}`;
  });
  if (found.length > MOST_LISTED) lines.push(`- and ${found.length - MOST_LISTED} more, in the log`);
  return [lines.join('\n')];
}

/** The command's own last line, unless it failed without having found anything: then that is no summary. */
function summaryOf(code, found, err) {
  if (code !== 0 && found.length === 0) return 'This could not be done; the log of this run says why.';
  return text(err.trim().split('\n').at(-1) ?? '');
}

function code(name) {
  return `\`${name.replaceAll('`', '')}\``;
}

/**
 * What comes from a policy is text, whatever is in it: no markup, and no mention, reference or link. GitHub and GitLab
 * find those in what is shown, escaped or not, so a space of no width stands in between.
 */
function text(value) {
  return value
    .replace(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/([@#!$%~&])(?=[\p{L}\p{N}_])|(:)(?=\/\/)|\b(www)(?=\.)|\b(GH-)(?=\d)/giu, '$1$2$3$4\u200B')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_{}[\]|~#]/g, '\\$&');
}

function publish(markdown) {
  if (setting('REPORT') === '') process.stdout.write(`${markdown}\n`);
  else writeFileSync(setting('REPORT'), `${markdown}\n`);
  if (setting('GITHUB_STEP_SUMMARY') !== '') appendFileSync(setting('GITHUB_STEP_SUMMARY'), `${markdown}\n`);
}
