import { existsSync } from 'node:fs';
import type { Diagnostic } from '../domain/diagnostic.ts';
import type { Catalog } from '../generated/catalog.ts';
import type { PolicyDocument } from '../generated/policy.ts';
import { mergeWithDefault, type EffectivePolicy } from '../policy/effective-policy.ts';
import { parseCatalog } from '../policy/parse-catalog.ts';
import { parsePolicyTests } from '../policy/parse-policy-tests.ts';
import { parsePolicy, type ParsedPolicy, type PolicyContext } from '../policy/parse.ts';
import {
  OWN_POLICIES_DIRECTORY,
  readPoliciesDirectory,
  type PoliciesDirectory,
  type PolicyFile,
} from '../store/policies-directory.ts';

/** A policies folder whose catalog and default policy have been read, ready to check files against them. */
export interface PolicyFolder {
  files: PoliciesDirectory;
  /** The catalog and the default policy, and what is wrong with them. */
  common: { file: PolicyFile; diagnostics: Diagnostic[] }[];
  /** Null if it has errors. */
  catalog: Catalog | null;
  /** False if the catalog or the default policy has errors: then names are not checked. */
  checksNames: boolean;
  /** Null if it has errors. */
  defaultDocument: PolicyDocument | null;
  parse(file: PolicyFile): ParsedPolicy;
  checkTests(file: PolicyFile): Diagnostic[];
  /** A policy as it is in force for the tenant that it is named for; null with errors in it. */
  policyNamed(name: string): NamedPolicy | null;
}

/** A policy of the folder: its file, what is written there, and what it means together with the default. */
export interface NamedPolicy {
  file: PolicyFile;
  document: PolicyDocument;
  effective: EffectivePolicy;
}

/** Opens a policies folder; where there is none, what comes with Rollcall stands in, and a notice says so. */
export function openPolicyFolder(directory: string): PolicyFolder {
  const files = readOrOwn(directory);
  const { catalog, diagnostics } = parseCatalog(files.catalog.text, files.catalog.file);
  const defaultPolicy = parsePolicy(files.defaultPolicy.text, files.defaultPolicy.file, {
    catalog,
    defaultDocument: null,
  });
  const { document } = defaultPolicy;
  // Against a default that cannot be read, half of the names in a tenant's policy would seem unknown.
  const context: PolicyContext = {
    catalog: document ? catalog : null,
    defaultDocument: document ?? { version: 'rollcall/v1' },
  };
  const parse = (file: PolicyFile): ParsedPolicy => parsePolicy(file.text, file.file, context);
  const policyNamed = (name: string): NamedPolicy | null => {
    if (name === 'default') {
      if (document === null) return null;
      const effective = mergeWithDefault({ ...document, tenant: name }, document);
      return { file: files.defaultPolicy, document, effective };
    }
    const file = files.policies.find((policy) => policy.name === name);
    if (!file) return null;
    const parsed = parse(file);
    return parsed.document && parsed.effective
      ? { file, document: parsed.document, effective: parsed.effective }
      : null;
  };
  return {
    files,
    common: [
      { file: files.catalog, diagnostics },
      { file: files.defaultPolicy, diagnostics: defaultPolicy.diagnostics },
    ],
    catalog: context.catalog,
    checksNames: context.catalog !== null,
    defaultDocument: document,
    parse,
    checkTests: (file) =>
      parsePolicyTests(file.text, file.file, {
        catalog: context.catalog,
        policy: policyNamed(file.name)?.effective ?? null,
      }).diagnostics,
    policyNamed,
  };
}

function readOrOwn(directory: string): PoliciesDirectory {
  if (existsSync(directory)) return readPoliciesDirectory(directory);
  const own = readPoliciesDirectory(OWN_POLICIES_DIRECTORY);
  const notice = `There is no folder ${directory}; the catalog and the default policy that come with Rollcall are used.`;
  return { ...own, notices: [notice] };
}
