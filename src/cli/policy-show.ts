import { Document, isCollection, isMap, isScalar, isSeq, isPair } from 'yaml';
import type { PolicyDocument } from '../generated/policy.ts';
import { nearest } from '../policy/did-you-mean.ts';
import {
  mergeWithDefault,
  sectionOrigins,
  SECTIONS,
  type EffectivePolicy,
  type Section,
  type SectionOrigin,
} from '../policy/effective-policy.ts';
import { listed, quoted } from '../policy/finding.ts';
import type { PolicyFile } from '../store/policies-directory.ts';
import { diagnosticText } from './diagnostic-text.ts';
import type { LineIo } from './policy-check.ts';
import { openPolicyFolder, type PolicyFolder } from './policy-folder.ts';

export interface PolicyShowOptions {
  /** What is in force, instead of the file as written. */
  effective?: boolean;
  json?: boolean;
  policiesDirectory: string;
}

/**
 * Prints a tenant's policy; `default` is the default policy.
 * @returns the exit code: 0 shown, 1 if the policy has errors, 2 if there is none of that name
 */
export async function policyShow(tenant: string, options: PolicyShowOptions, io: LineIo): Promise<number> {
  const folder = openPolicyFolder(options.policiesDirectory);
  for (const notice of folder.files.notices) io.stderr(notice);
  const file = fileOf(tenant, folder);
  if (!file) {
    io.stderr(noSuchPolicy(tenant, folder, options.policiesDirectory));
    return Promise.resolve(2);
  }
  if (options.effective !== true && options.json !== true) {
    io.stdout(file.text.replace(/\n$/, ''));
    return 0;
  }
  const shown = readShown(tenant, file, folder, io);
  if (!shown) return 1;
  const { document, defaultDocument, effective } = shown;
  if (options.json === true) {
    const origins = sectionOrigins(document, defaultDocument);
    const result = options.effective === true ? { tenant, effective, origins } : { tenant, document };
    io.stdout(JSON.stringify(result, null, 2));
  } else {
    io.stdout(effectiveText(shown, file.file, folder.files.defaultPolicy.file).replace(/\n$/, ''));
  }
  return 0;
}

export interface ShownPolicy {
  document: PolicyDocument;
  defaultDocument: PolicyDocument;
  effective: EffectivePolicy;
}

/** The file of this name; `default` is the default policy. */
export function fileOf(tenant: string, { files }: PolicyFolder): PolicyFile | undefined {
  return tenant === 'default' ? files.defaultPolicy : files.policies.find((policy) => policy.name === tenant);
}

export function noSuchPolicy(tenant: string, { files }: PolicyFolder, directory: string): string {
  const names = files.policies.map((policy) => policy.name);
  const near = nearest(tenant, names);
  const hint = near === null ? `There are ${listed([...names, 'default'], 'and')}.` : `Did you mean ${near}?`;
  return `${directory} has no policy of ${quoted(tenant)}. ${hint}`;
}

/** The policy, or null with its errors printed. */
export function readShown(
  tenant: string,
  file: PolicyFile,
  folder: PolicyFolder,
  io: LineIo,
): ShownPolicy | null {
  const { defaultDocument } = folder;
  const parsed = tenant === 'default' ? { document: defaultDocument, diagnostics: [] } : folder.parse(file);
  const errors = [...folder.common.flatMap((common) => common.diagnostics), ...parsed.diagnostics].filter(
    ({ severity }) => severity === 'error',
  );
  const { catalog, defaultPolicy } = folder.files;
  for (const diagnostic of errors) {
    const source = [file, defaultPolicy, catalog].find((each) => each.file === diagnostic.file);
    for (const line of diagnosticText(diagnostic, source?.text ?? null, io.color === true)) io.stderr(line);
  }
  const { document } = parsed;
  if (errors.length > 0 || !document || !defaultDocument) return null;
  const effective = mergeWithDefault({ ...document, tenant }, defaultDocument);
  return { document, defaultDocument, effective };
}

/** The effective policy as YAML, each section under the file that it comes from. */
function effectiveText(
  { document, defaultDocument, effective }: ShownPolicy,
  own: string,
  common: string,
): string {
  const origins = sectionOrigins(document, defaultDocument);
  const { version, tenant, about } = effective;
  const yaml = new Document(
    new Map<string, unknown>([
      ['version', version],
      ['tenant', tenant],
    ]),
  );
  if (about !== null) yaml.set('about', about);
  for (const section of SECTIONS) {
    if (effective[section] === null) continue;
    const origin = origins[section];
    const written = { tenant: document, default: defaultDocument, built_in: {} }[origin] as PolicyDocument;
    const pair = yaml.createPair(section, withoutNulls(effective[section]));
    pair.key.commentBefore = ` from ${originText(origin, own, common)}`;
    pair.key.spaceBefore = true;
    markBuiltIn(pair.value, written, section);
    flowLeaves(pair.value);
    yaml.add(pair);
  }
  return yaml.toString({ lineWidth: 0, flowCollectionPadding: true });
}

/** A key that has no value and no default is not written: in a policy nothing is called null. */
function withoutNulls(section: object | null): unknown {
  if (section === null || Array.isArray(section)) return section;
  return Object.fromEntries(Object.entries(section).filter(([, value]) => value !== null));
}

function originText(origin: SectionOrigin, own: string, common: string): string {
  switch (origin) {
    case 'tenant':
      return own;
    case 'default':
      return common;
    case 'built_in':
      return "Rollcall itself: neither the tenant's policy nor the default has this section";
  }
}

/** Marks the keys that the section's file leaves out. */
function markBuiltIn(node: unknown, written: PolicyDocument, section: Section): void {
  const keys = Object.keys(written[section] ?? {});
  if (!isMap(node)) return;
  for (const { key, value } of node.items) {
    if (!isScalar(key) || keys.includes(String(key.value))) continue;
    if (isScalar(value) || (isCollection(value) && value.items.every(isScalar))) value.comment = ' built in';
    else key.commentBefore = ' built in';
  }
}

/** Lists of plain values, and small maps below a section, take one line, as people write them. */
function flowLeaves(node: unknown, depth = 0): void {
  if (!isCollection(node)) return;
  const inner: unknown[] = node.items.map((item) => (isPair(item) ? item.value : item));
  for (const value of inner) flowLeaves(value, depth + 1);
  const isLeaf = inner.every((value) => isScalar(value) || (isCollection(value) && value.flow === true));
  const isShort = JSON.stringify(node).length <= WIDEST_FLOW;
  if (isLeaf && isShort && (isSeq(node) || depth > 1)) node.flow = true;
}

const WIDEST_FLOW = 90;
