import type { ErrorObject } from 'ajv';
import type { Finding } from './finding.ts';
import { schemaSentence } from './schema-sentences.ts';
import { schemaOf, validatorFor, type DocumentKind } from './schema-validators.ts';
import { nodeAtPointer, type SourceNode } from './source-node.ts';

/** Everything in a document that its JSON Schema refuses, in sentences. */
export function checkSchema(kind: DocumentKind, root: SourceNode): Finding[] {
  const validate = validatorFor(kind);
  if (validate(root.value)) return [];
  const findings: Finding[] = [];
  for (const found of validate.errors ?? []) {
    if (isEcho(found)) continue;
    findings.push(schemaSentence(found, nodeAtPointer(root, found.instancePath), schemaOf(kind)));
  }
  return findings;
}

/** Errors that only say that another one was found, or that the check of conditions says better. */
function isEcho({ keyword, schemaPath, propertyName }: ErrorObject): boolean {
  if (keyword === 'if' || keyword === 'not' || propertyName !== undefined) return true;
  return /\/else\/required$/.test(schemaPath);
}
