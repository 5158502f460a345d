import type { Diagnostic } from '../domain/diagnostic.ts';
import type { Catalog } from '../generated/catalog.ts';
import { error, quoted, warning, type Finding } from './finding.ts';
import { parseDocument } from './parse-document.ts';
import { child, itemsAt, textAt, type SourceNode } from './source-node.ts';
import { ALWAYS_PRESENT_ATTRIBUTES } from './vocabulary.ts';

export interface ParsedCatalog {
  /** Null if any diagnostic is an error. */
  catalog: Catalog | null;
  diagnostics: Diagnostic[];
}

/** Reads the product's catalog and reports everything that is wrong with it at once. Never throws. */
export function parseCatalog(text: string, file: string): ParsedCatalog {
  const { value, diagnostics } = parseDocument(text, file, 'catalog', lintCatalog);
  // Without an error the document has passed the schema that the type is generated from.
  return { catalog: value as Catalog | null, diagnostics };
}

function lintCatalog(root: SourceNode): Finding[] {
  const roles = itemsAt(root, 'roles');
  const findings = [
    ...lintKeys(roles, 'role'),
    ...lintKeys(itemsAt(root, 'workspace_roles'), 'workspace role'),
  ];
  const list = child(root, 'roles');
  const administers = (role: SourceNode): boolean => (child(role, 'administers')?.value ?? false) !== false;
  if (list && roles.length > 0 && !roles.some(administers)) {
    findings.push(
      warning(
        list.keyAt,
        'nobody_administers',
        'No role administers, so no tenant has an administrator to protect.',
        'Write administers: true beside each role that does.',
      ),
    );
  }
  for (const [name, attribute] of child(root, 'attributes')?.entries ?? []) {
    findings.push(...lintAttribute(name, attribute));
  }
  return findings;
}

function lintKeys(roles: readonly SourceNode[], kind: string): Finding[] {
  const seen = new Set<string>();
  const findings: Finding[] = [];
  for (const role of roles) {
    const key = textAt(role, 'key');
    const at = child(role, 'key')?.at ?? role.at;
    if (key === null) continue;
    if (key === 'no_access') {
      findings.push(
        error(at, 'reserved_name', 'no_access means "no role" in policies.', 'Choose another key.'),
      );
    }
    if (seen.has(key)) {
      findings.push(
        error(at, 'repeated_value', `There are two ${kind}s ${quoted(key)}.`, 'Keep one of them.'),
      );
    }
    seen.add(key);
  }
  return findings;
}

const RESERVED: ReadonlySet<string> = new Set([...ALWAYS_PRESENT_ATTRIBUTES, 'role']);

function lintAttribute(name: string, attribute: SourceNode): Finding[] {
  const type = textAt(attribute, 'type');
  const values = child(attribute, 'values');
  const findings: Finding[] = [];
  if (RESERVED.has(name)) {
    findings.push(
      error(
        attribute.keyAt,
        'reserved_name',
        `${name} means something else in policies.`,
        'Choose another name.',
      ),
    );
  }
  if (values && (type === 'number' || type === 'boolean')) {
    findings.push(
      error(
        values.keyAt,
        'values_do_not_fit',
        `Only a text or a list has values to choose from, and ${name} is a ${type}.`,
        'Remove values, or write type: text.',
      ),
    );
  }
  return findings;
}
