import { Option, type Command } from 'commander';
import type { CommandIo } from './command-io.ts';
import { examples, jsonOption } from './command-options.ts';

/** The commands that write policies, or about them: `rollcall policy new`, `lint` and `docs`. */
export function addPolicyFileCommands(
  policy: Command,
  io: CommandIo,
  answer: (work: Promise<number>) => Promise<void>,
): void {
  policy
    .command('new')
    .argument('<tenant>', 'the new tenant: small letters, digits and hyphens')
    .description('Write the policy of a new tenant and its tests, from a template.')
    .requiredOption(
      '--from <template>',
      'okta-basic, entra-strict, google-small, contractors or enterprise-guarded',
    )
    .option('--domain <domain>', 'where its people have their addresses (default: TENANT.example)')
    .addHelpText('after', examples(['rollcall policy new acme --from okta-basic --domain acme.com']))
    .action(async (tenant: string, options: { from: string; domain?: string }) => {
      const { inLines, policiesDirectory } = await import('./policy-commands.ts');
      const { policyNew } = await import('./policy-new.ts');
      const where = { policiesDirectory: policiesDirectory(io), cwd: io.cwd };
      await answer(policyNew(tenant, { ...options, ...where }, inLines(io)));
    });

  policy
    .command('lint')
    .argument('[files...]', 'policies and tests of policies (default: those in the policies folder)')
    .description('List what can be mended by itself, and mend it with --fix.')
    .option('--fix', 'mend it in the files; comments and everything else stay as they are')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(['rollcall policy lint', 'rollcall policy lint --fix policies/acme.policy.yaml']),
    )
    .action(async (files: string[], options: { fix?: boolean; json?: boolean }) => {
      const { inLines, policiesDirectory } = await import('./policy-commands.ts');
      const { policyLint } = await import('./policy-lint.ts');
      await answer(policyLint(files, { ...options, policiesDirectory: policiesDirectory(io) }, inLines(io)));
    });

  policy
    .command('docs')
    .argument('<tenant>', 'the tenant, or default')
    .description('Say a policy in plain English, with its lines: for whoever has to check it.')
    .addOption(
      new Option('--format <format>', 'how it is written').choices(['markdown', 'text']).default('markdown'),
    )
    .addHelpText('after', examples(['rollcall policy docs acme', 'rollcall policy docs acme > acme.md']))
    .action(async (tenant: string, options: { format: 'markdown' | 'text' }) => {
      const { inLines, policiesDirectory } = await import('./policy-commands.ts');
      const { policyDocs } = await import('./policy-docs.ts');
      await answer(policyDocs(tenant, { ...options, policiesDirectory: policiesDirectory(io) }, inLines(io)));
    });
}
