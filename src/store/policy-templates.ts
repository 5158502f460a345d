import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A policy to begin with, and its tests; both name the template where the tenant's name goes. */
export interface PolicyTemplate {
  name: string;
  /** What it says about itself. */
  about: string;
  policy: string;
  tests: string;
}

/** The templates that come with Rollcall: NAME.policy.yaml and NAME.test.yaml. */
export const POLICY_TEMPLATES_DIRECTORY = join(import.meta.dirname, '..', '..', 'examples', 'policies');

const POLICY = '.policy.yaml';

/** All templates, by name. */
export function readPolicyTemplates(): PolicyTemplate[] {
  const read = (file: string): string => readFileSync(join(POLICY_TEMPLATES_DIRECTORY, file), 'utf8');
  return readdirSync(POLICY_TEMPLATES_DIRECTORY)
    .filter((file) => file.endsWith(POLICY))
    .sort()
    .map((file) => {
      const name = file.slice(0, -POLICY.length);
      const policy = read(file);
      const [, about = ''] = /^about: (.*)$/m.exec(policy) ?? [];
      return { name, about, policy, tests: read(`${name}.test.yaml`) };
    });
}

/**
 * The files of a new tenant.
 * @param domain where the tenant's people have their addresses
 */
export function fillTemplate(
  { name, policy, tests }: PolicyTemplate,
  tenant: string,
  domain: string,
): { policy: string; tests: string } {
  // Not every occurrence: a template may be called what its sentences are about.
  const fill = (text: string): string =>
    text
      .replace(`\ntenant: ${name}\n`, `\ntenant: ${asText(tenant)}\n`)
      .replaceAll(`${name}.example`, domain)
      .replaceAll(`${name}-`, `${tenant}-`);
  return { policy: fill(policy), tests: fill(tests) };
}

/** Whether people can have their addresses there, as in acme.com. */
export function isDomain(text: string): boolean {
  return text.length <= 253 && /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]+$/i.test(text);
}

/** A tenant may be called what YAML without quotes reads as a number, or as true. */
function asText(tenant: string): string {
  return /^(?:[0-9].*|true|false|null)$/.test(tenant) ? `"${tenant}"` : tenant;
}
