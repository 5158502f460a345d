import { InvalidArgumentError, Option, type Command } from 'commander';
import type { CommandIo } from './command-io.ts';
import { examples, jsonOption, serverOption } from './command-options.ts';
import { addDirectoryCommands } from './directory-commands.ts';
import { addEventCommands } from './events-commands.ts';
import { addHoldCommands } from './holds-commands.ts';
import { addImportCommand } from './import-command.ts';
import type {
  PolicyCheckCommandOptions,
  PolicyShowCommandOptions,
  PolicyTestCommandOptions,
} from './policy-commands.ts';
import { addPolicyFileCommands } from './policy-file-commands.ts';
import { addPolicyBacktestCommand } from './policy-backtest-command.ts';
import { addPolicyPlanCommand } from './policy-plan-command.ts';
import { addPolicyShadowCommands } from './policy-shadow-commands.ts';
import { addPolicyVersionCommands, toVersion } from './policy-version-commands.ts';
import { addPortalLinkCommands } from './portal-link-commands.ts';
import { addUserCommands } from './users-commands.ts';
import { addWebhookCommands } from './webhook-commands.ts';

/**
 * The whole command line. A new command takes three steps:
 * 1. a file in this folder with one function `(...arguments, options, io) => Promise<exit code>`: 0 done, 1 the answer
 *    is no; faults are thrown as RollcallError, and command-line.ts prints them. `withDatabase` (connect.ts) opens the
 *    database, `printResult` (command-io.ts) prints what was found; --json wherever there is something to print;
 * 2. its registration here: name, description, options, and an example or two after the help;
 * 3. a test in test/cli/ that calls the function with an `io` of its own.
 * Everything heavy is imported inside the action, so that `--help` and small commands stay quick.
 */
export function addCommands(program: Command, io: CommandIo, exitWith: (code: number) => void): void {
  const answer = async (work: Promise<number>) => {
    exitWith(await work);
  };

  program
    .command('serve')
    .description('Run the service: webhooks in, accounts right, the admin API.')
    .addHelpText(
      'after',
      examples([
        'rollcall serve',
        'PORT=9000 DATABASE_URL=postgres://user:password@host/database rollcall serve',
      ]),
    )
    .action(async () => {
      const { serveCommand } = await import('./serve.ts');
      await answer(serveCommand(io));
    });

  program
    .command('migrate')
    .description('Bring the database up to this version of Rollcall.')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(['rollcall migrate', 'DATABASE_URL=postgres://user:password@host/database rollcall migrate']),
    )
    .action(async (options: { json?: boolean }) => {
      const { migrateCommand } = await import('./migrate.ts');
      await answer(migrateCommand(options, io));
    });

  program
    .command('doctor')
    .description('Look at everything that Rollcall needs, and say what to do about what is wrong.')
    .addOption(jsonOption())
    .addHelpText('after', examples(['rollcall doctor', 'rollcall doctor --json']))
    .action(async (options: { json?: boolean }) => {
      const { doctorCommand } = await import('./doctor/doctor.ts');
      await answer(doctorCommand(options, io));
    });

  program
    .command('demo')
    .description(
      'Play a working day of a made-up company against the running server, and say what changed and why.',
    )
    .option('--url <address>', 'the running server (default: from HOST and PORT)')
    .option('--people <count>', 'how many people work there', Number)
    .option('--seed <number>', 'play the same day again', Number)
    .addOption(jsonOption())
    .addHelpText('after', examples(['rollcall demo', 'rollcall demo --people 1000 --seed 7 --json']))
    .action(async (options: { url?: string; people?: number; seed?: number; json?: boolean }) => {
      const { runDemo } = await import('./demo.ts');
      await answer(runDemo(options, io));
    });

  program
    .command('health')
    .description('List the directories of every tenant that are not ok, and what is wrong with them.')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Exit codes: 0 nothing fails, 1 something does.
${examples(['rollcall health', 'rollcall health --json'])}`,
    )
    .action(async (options: { json?: boolean }) => {
      const { healthCommand } = await import('./health.ts');
      await answer(healthCommand(options, io));
    });

  const tenant = program.command('tenant').description('Customers of the product.');

  tenant
    .command('create')
    .argument('<slug>', 'how the tenant is addressed: lower-case letters, digits and hyphens')
    .description('Create a tenant with its policy in force; one that is there already stays as it is.')
    .option('--name <name>', 'shown to people (default: the slug)')
    .option('--policy <file>', 'the tenant policy (default: the default policy)')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples([
        'rollcall tenant create acme',
        'rollcall tenant create acme --policy acme.policy.yaml --json',
      ]),
    )
    .action(async (slug: string, options: { name?: string; policy?: string; json?: boolean }) => {
      const { tenantCreateCommand } = await import('./tenant.ts');
      await answer(tenantCreateCommand(slug, options, io));
    });

  tenant
    .command('list')
    .description('List the tenants.')
    .addOption(jsonOption())
    .addHelpText('after', examples(['rollcall tenant list', 'rollcall tenant list --json']))
    .action(async (options: { json?: boolean }) => {
      const { tenantListCommand } = await import('./tenant.ts');
      await answer(tenantListCommand(options, io));
    });

  addDirectoryCommands(program, io, answer);
  addImportCommand(program, io, answer);
  addUserCommands(program, io, answer);
  addWebhookCommands(program, io, answer);
  addPortalLinkCommands(program, io, answer);
  addHoldCommands(program, io, answer);
  addEventCommands(program, io, answer);

  const policy = program.command('policy').description('What the policies say, and what is wrong with them.');

  policy
    .command('check')
    .argument(
      '[files...]',
      'policies, catalogs, tests of policies, or folders of them (default: the policies folder)',
    )
    .description('Check policies: everything that is wrong, with its line, and what to write instead.')
    .addOption(
      new Option(
        '--format <format>',
        'text for people, json for programs, github for annotations in a pull request, sarif for code scanning',
      )
        .choices(['text', 'json', 'github', 'sarif'])
        .default('text'),
    )
    .addOption(new Option('--json', 'the same as --format json'))
    .option(
      '--tenant <slug>',
      "hold its policy, the one in force without files, against the tenant's directories as they are",
    )
    .addOption(serverOption())
    .addHelpText(
      'after',
      examples([
        'rollcall policy check',
        'rollcall policy check policies/northwind.policy.yaml',
        'rollcall policy check --tenant northwind',
        'rollcall policy check --format github',
        'rollcall policy check --format sarif > policies.sarif',
      ]),
    )
    .action(async (files: string[], options: PolicyCheckCommandOptions) => {
      const { policyCheckCommand } = await import('./policy-commands.ts');
      await answer(policyCheckCommand(files, options, io));
    });

  policy
    .command('test')
    .argument(
      '[files...]',
      'tests of policies, policies whose tests are meant, or folders of them (default: the policies folder)',
    )
    .description('Run the tests of policies, with people in memory: no server and no database.')
    .option(
      '--coverage [percent]',
      'say which lines of the policies no test went by; fail below that share of them',
      toPercent,
    )
    .option('--mutate', 'flip each line of the policies, and fail where no test notices')
    .addOption(
      new Option(
        '--format <format>',
        'text for people, json for programs, junit for CI, github for annotations in a pull request',
      )
        .choices(['text', 'json', 'junit', 'github'])
        .default('text'),
    )
    .addOption(new Option('--json', 'the same as --format json'))
    .addHelpText(
      'after',
      examples([
        'rollcall policy test',
        'rollcall policy test policies/northwind.test.yaml --coverage 100 --mutate',
        'rollcall policy test --format junit > policy-tests.xml',
      ]),
    )
    .action(async (files: string[], options: PolicyTestCommandOptions) => {
      const { policyTestCommand } = await import('./policy-commands.ts');
      await answer(policyTestCommand(files, options, io));
    });

  policy
    .command('show')
    .argument('<tenant>', 'the tenant, or default')
    .description('Show the policy of a tenant: its file, or what a service has.')
    .option('--effective', 'all that it comes to; of a file, each section with the file that it comes from')
    .option('--in-force', 'what is in force, instead of the file')
    .addOption(new Option('--version <number>', 'this version, instead of the file').argParser(toVersion))
    .addOption(jsonOption())
    .addOption(serverOption())
    .addHelpText(
      'after',
      examples([
        'rollcall policy show northwind',
        'rollcall policy show northwind --effective',
        'rollcall policy show northwind --version 7',
      ]),
    )
    .action(async (name: string, options: PolicyShowCommandOptions) => {
      const { policyShowCommand } = await import('./policy-commands.ts');
      await answer(policyShowCommand(name, options, io));
    });

  addPolicyFileCommands(policy, io, answer);
  addPolicyPlanCommand(policy, io, answer);
  addPolicyBacktestCommand(policy, io, answer);
  addPolicyVersionCommands(policy, io, answer);
  addPolicyShadowCommands(policy, io, answer);

  program
    .command('audit')
    .description('The log of what was changed, and why.')
    .command('verify')
    .description('Check the audit chain: finds a record that was changed, removed or inserted.')
    .option('--tenant <slug>', 'only this tenant (default: each)')
    .addOption(jsonOption())
    .addHelpText('after', examples(['rollcall audit verify', 'rollcall audit verify --tenant acme --json']))
    .action(async (options: { tenant?: string; json?: boolean }) => {
      const { auditVerifyCommand } = await import('./audit.ts');
      await answer(auditVerifyCommand(options, io));
    });
}

function toPercent(written: string): number {
  const percent = Number(written);
  if (/^\d{1,3}$/.test(written) && percent <= 100) return percent;
  throw new InvalidArgumentError('Write a whole number from 0 to 100, or a file before the option.');
}
