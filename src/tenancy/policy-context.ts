import type { Diagnostic } from '../domain/diagnostic.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { Catalog } from '../generated/catalog.ts';
import type { PolicyDocument } from '../generated/policy.ts';
import { parseCatalog } from '../policy/parse-catalog.ts';
import { parsePolicy } from '../policy/parse.ts';
import { readPoliciesDirectory, type PolicyFile } from '../store/policies-directory.ts';

/** What every tenant's policy is read against: the product's catalog and its default policy. */
export interface ProductContext {
  catalog: Catalog;
  defaultDocument: PolicyDocument;
  /** The default policy as it is written, for the lines of what a tenant has from it. */
  defaultText?: string;
}

/**
 * Reads the catalog and the default policy of a policies folder, and finds the tenants' files.
 *
 * @param notify told what a person should know, in sentences
 * @throws RollcallError policy_invalid where the catalog or the default policy does not load: without them nothing does
 */
export function readPolicyContext(
  directory: string,
  notify: (sentence: string) => void = () => undefined,
): { context: ProductContext; files: PolicyFile[] } {
  const { catalog, defaultPolicy, policies, notices } = readPoliciesDirectory(directory);
  notices.forEach(notify);
  const parsedCatalog = parseCatalog(catalog.text, catalog.file);
  if (!parsedCatalog.catalog) throw broken(catalog, parsedCatalog.diagnostics);
  const parsedDefault = parsePolicy(defaultPolicy.text, defaultPolicy.file, {
    catalog: parsedCatalog.catalog,
    defaultDocument: null,
  });
  if (!parsedDefault.document) throw broken(defaultPolicy, parsedDefault.diagnostics);
  return {
    context: {
      catalog: parsedCatalog.catalog,
      defaultDocument: parsedDefault.document,
      defaultText: defaultPolicy.text,
    },
    files: policies,
  };
}

function broken({ file }: PolicyFile, diagnostics: Diagnostic[]): RollcallError {
  const lines = diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(
      ({ line, column, message, hint }) =>
        `  ${file}:${line}:${column} ${message}${hint === null ? '' : ` ${hint}`}`,
    );
  return new RollcallError('policy_invalid', `${file} does not load:\n${lines.join('\n')}`, {
    details: { diagnostics },
  });
}
