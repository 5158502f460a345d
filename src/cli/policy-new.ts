import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { nearest } from '../policy/did-you-mean.ts';
import { quoted } from '../policy/finding.ts';
import {
  fillTemplate,
  isDomain,
  readPolicyTemplates,
  type PolicyTemplate,
} from '../store/policy-templates.ts';
import { policyCheck, type LineIo } from './policy-check.ts';

export interface PolicyNewOptions {
  from: string;
  /** Where the tenant's people have their addresses. */
  domain?: string;
  policiesDirectory: string;
  cwd: string;
}

/**
 * Writes the policy of a new tenant and its tests from a template. Never writes over a file.
 * @returns the exit code: 0 written, 1 if a file is there already, 2 if there is no such template, or no such name
 */
export async function policyNew(tenant: string, options: PolicyNewOptions, io: LineIo): Promise<number> {
  const { from, policiesDirectory, cwd } = options;
  const domain = options.domain ?? `${tenant}.example`;
  const templates = readPolicyTemplates();
  const template = templates.find(({ name }) => name === from);
  const problem = problemWith(tenant, domain) ?? (template ? null : noSuchTemplate(from, templates));
  if (problem !== null || !template) {
    io.stderr(problem ?? '');
    return 2;
  }
  const files = fillTemplate(template, tenant, domain);
  const written = [
    { path: join(policiesDirectory, `${tenant}.policy.yaml`), text: files.policy },
    { path: join(policiesDirectory, `${tenant}.test.yaml`), text: files.tests },
  ];
  const shown = (path: string): string => (relative(cwd, path).startsWith('..') ? path : relative(cwd, path));
  const there = written.filter(({ path }) => existsSync(path));
  if (there.length > 0) {
    for (const { path } of there) io.stderr(`${shown(path)} is there already, and stays as it is.`);
    return 1;
  }
  mkdirSync(policiesDirectory, { recursive: true });
  for (const { path, text } of written) {
    writeFileSync(path, text, { flag: 'wx' });
    io.stdout(`Wrote ${shown(path)}.`);
  }
  const quiet = { ...io, stdout: () => undefined };
  const paths = written.map(({ path }) => path);
  const isFine = (await policyCheck(paths, { format: 'text', policiesDirectory }, quiet)) === 0;
  const groups = 'Put the groups, domains and addresses of this customer in, and run rollcall policy check.';
  io.stdout(
    isFine ? groups : 'It does not pass the check as it is: rollcall policy check says what to change.',
  );
  return 0;
}

function problemWith(tenant: string, domain: string): string | null {
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(tenant)) {
    return `${quoted(tenant)} cannot be a tenant: small letters, digits and hyphens can.`;
  }
  if (tenant === 'default') return 'default is the policy of every tenant, and no tenant itself.';
  return isDomain(domain) ? null : `${quoted(domain)} is no domain. Write it as in acme.com.`;
}

function noSuchTemplate(from: string, templates: readonly PolicyTemplate[]): string {
  const near = nearest(
    from,
    templates.map(({ name }) => name),
  );
  const hint = near === null ? 'There are:' : `Did you mean ${near}? There are:`;
  const width = Math.max(...templates.map(({ name }) => name.length));
  const list = templates.map(({ name, about }) => `  ${name.padEnd(width)}  ${about}`);
  return [`There is no template ${quoted(from)}. ${hint}`, ...list].join('\n');
}
